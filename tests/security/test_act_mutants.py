"""Take away any one check of a service: somebody can do what they must not."""

import pytest

from tests.security.acts import wrongly_done
from tests.security.layers import SERVICES, assert_noticed, mutants
from tests.security.mutants import Mutant
from tests.security.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]


@pytest.mark.parametrize(("mutant", "_"), mutants(*SERVICES.values()))
def test_each_check_of_a_service_is_missed(scene: Scene, mutant: Mutant, _: object):
    assert_noticed(mutant, lambda: next(wrongly_done(scene, mutant.function), ""))


def test_services_refuse_what_the_table_says(scene: Scene):
    assert list(wrongly_done(scene)) == []
