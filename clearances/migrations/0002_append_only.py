"""The database itself refuses to change what was recorded, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION clearances_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER clearance_append_only BEFORE UPDATE OR DELETE ON clearances_clearance
    FOR EACH ROW EXECUTE FUNCTION clearances_refuse();
CREATE TRIGGER revocation_append_only BEFORE UPDATE OR DELETE ON clearances_revocation
    FOR EACH ROW EXECUTE FUNCTION clearances_refuse();

-- A change of the table may be settled once; what was proposed stays as it was.
CREATE TRIGGER ceiling_change_kept BEFORE DELETE ON clearances_ceilingchange
    FOR EACH ROW EXECUTE FUNCTION clearances_refuse();
CREATE TRIGGER ceiling_change_settled_once BEFORE UPDATE ON clearances_ceilingchange
    FOR EACH ROW WHEN (
        OLD.confirmed_at IS NOT NULL OR OLD.dropped_at IS NOT NULL
        OR ROW(OLD.id, OLD.scheme, OLD.marking, OLD.reason, OLD.proposed_by_id, OLD.proposed_at,
                OLD.is_installed)
            IS DISTINCT FROM
            ROW(NEW.id, NEW.scheme, NEW.marking, NEW.reason, NEW.proposed_by_id, NEW.proposed_at,
                NEW.is_installed)
    )
    EXECUTE FUNCTION clearances_refuse();
"""
ALLOW = """
DROP TRIGGER ceiling_change_settled_once ON clearances_ceilingchange;
DROP TRIGGER ceiling_change_kept ON clearances_ceilingchange;
DROP TRIGGER revocation_append_only ON clearances_revocation;
DROP TRIGGER clearance_append_only ON clearances_clearance;
DROP FUNCTION clearances_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("clearances", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
