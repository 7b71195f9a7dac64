from django.db import migrations, models
from django.db.models import Q

# Entries that nobody has claimed go, and with them every word that their histories hold of
# somebody who never came. One that was taken together with an entry that stays is part of it.
# `empac_blank_history` is of the app privacy, and called only when all stands.
REMOVE = """
CREATE FUNCTION empac_remove_stubs(these uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    SELECT coalesce(array_agg(stub.id), '{}') INTO gone FROM researchers_researcher AS stub
    WHERE stub.id = ANY (these) AND stub.user_id IS NULL
      AND coalesce(stub.merged_into_id = ANY (these), true)
      AND NOT EXISTS (SELECT FROM researchers_researcher AS other
                      WHERE other.merged_into_id = stub.id AND NOT other.id = ANY (these));
    DELETE FROM researchers_merge WHERE kept_id = ANY (gone) OR gone_id = ANY (gone);
    DELETE FROM researchers_output WHERE researcher_id = ANY (gone);
    DELETE FROM researchers_import WHERE researcher_id = ANY (gone);
    DELETE FROM researchers_expertise WHERE researcher_id = ANY (gone);
    DELETE FROM researchers_researcher_approaches WHERE researcher_id = ANY (gone);
    DELETE FROM researchers_lensreading WHERE researcher_id = ANY (gone);
    DELETE FROM researchers_capacity WHERE researcher_id = ANY (gone);
    DELETE FROM researchers_researcher WHERE id = ANY (gone);
    PERFORM set_config('empac.erasing', 'on', true);
    PERFORM empac_blank_history('researchers_researcherevent', 'pgh_obj_id', gone);
    PERFORM empac_blank_history('researchers_outputevent', 'researcher_id', gone);
    PERFORM empac_blank_history('researchers_capacityevent', 'researcher_id', gone);
    PERFORM set_config('empac.erasing', '', true);
    RETURN QUERY SELECT unnest(gone);
END
$$
"""
EXPIRE = """
CREATE FUNCTION empac_expire_stubs() RETURNS SETOF uuid LANGUAGE sql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE late AS (
        SELECT id FROM researchers_researcher
        WHERE user_id IS NULL AND merged_into_id IS NULL AND expires_on < empac_today()
        UNION
        SELECT entry.id FROM researchers_researcher AS entry
        JOIN late ON entry.merged_into_id = late.id WHERE entry.user_id IS NULL
    )
    SELECT empac_remove_stubs(ARRAY(SELECT id FROM late))
$$
"""


class Migration(migrations.Migration):
    """Stubs: one for each address in an organisation, and taken away without a trace of names."""

    dependencies = [("researchers", "0007_merge")]

    operations = [
        migrations.AddConstraint(
            model_name="researcher",
            constraint=models.UniqueConstraint(
                fields=["stub_email", "organisation"],
                condition=Q(user__isnull=True, merged_into__isnull=True) & ~Q(stub_email=""),
                name="researcher_one_stub_per_address",
            ),
        ),
        migrations.RunSQL(REMOVE, "DROP FUNCTION empac_remove_stubs(uuid[])"),
        migrations.RunSQL(EXPIRE, "DROP FUNCTION empac_expire_stubs()"),
    ]
