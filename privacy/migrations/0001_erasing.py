from django.db import migrations

# Histories are append-only, but for this: the owner of the tables, while it erases somebody, may
# blank what they say. The trails of acts and readings, which hold ids alone, stay closed to it too.
REFUSE = """
CREATE OR REPLACE FUNCTION accounts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {unless}RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    RETURN NULL;
END
$$
"""
UNLESS_ERASING = """IF TG_OP = 'UPDATE' AND current_setting('empac.erasing', true) = 'on'
        AND TG_TABLE_NAME NOT IN ('accounts_accessevent', 'accounts_auditevent', 'accounts_seal')
        AND current_user = (SELECT tableowner FROM pg_tables
                            WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME)
    THEN RETURN NULL; END IF;
    """

# All words of the entries that tell of one person; what was changed when, and by whom, stays.
BLANK_HISTORY = """
CREATE FUNCTION empac_blank_history(history regclass, whose text, of_whom uuid[])
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE words text;
BEGIN
    SELECT string_agg(format('%I = %L', attname, ''), ', ') INTO words FROM pg_attribute
    WHERE attrelid = history AND attnum > 0 AND NOT attisdropped
      AND attname NOT LIKE 'pgh\\_%' AND atttypid IN ('text'::regtype, 'varchar'::regtype);
    EXECUTE format('UPDATE %s SET %s WHERE %I = ANY ($1)', history, words, whose) USING of_whom;
END
$$
"""
ERASE = """
CREATE FUNCTION empac_erase(person uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE entries uuid[]; address text;
BEGIN
    PERFORM set_config('empac.erasing', 'on', true);
    SELECT coalesce(array_agg(id), '{}') INTO entries
    FROM researchers_researcher WHERE user_id = person;
    SELECT email INTO address FROM accounts_user WHERE id = person;
    DELETE FROM matching_suggestion WHERE researcher_id = ANY (entries);
    DELETE FROM matching_hit WHERE researcher_id = ANY (entries);
    DELETE FROM matching_firstlook WHERE researcher_id = ANY (entries);
    DELETE FROM matching_personsearch WHERE requested_by_id = person;
    DELETE FROM matching_exclusion WHERE researcher_id = ANY (entries);
    UPDATE matching_decision SET reason = '(removed)'
    WHERE researcher_id = ANY (entries) AND reason <> '';
    DELETE FROM researchers_output WHERE researcher_id = ANY (entries);
    DELETE FROM researchers_import WHERE researcher_id = ANY (entries) OR by_id = person;
    DELETE FROM researchers_expertise WHERE researcher_id = ANY (entries);
    DELETE FROM researchers_researcher_approaches WHERE researcher_id = ANY (entries);
    DELETE FROM researchers_lensreading WHERE researcher_id = ANY (entries);
    DELETE FROM researchers_capacity WHERE researcher_id = ANY (entries);
    DELETE FROM researchers_delegate WHERE researcher_id = ANY (entries) OR assistant_id = person;
    DELETE FROM researchers_accessneeds WHERE person_id = person;
    DELETE FROM researchers_interest WHERE person_id = person OR other_person_id = person;
    UPDATE researchers_merge SET moved = jsonb_set(moved, '{words}', '{}')
    WHERE kept_id = ANY (entries) OR gone_id = ANY (entries);
    UPDATE researchers_researcher SET
        name = 'Former member', title = '', post = '', orcid = '', statement = '', topics = '',
        availability = 'unavailable', available_from = NULL, availability_note = '',
        shows_profile = 0, shows_evidence = 0, shows_availability = 0, shows_contact = 0,
        is_matchable = false, sent_at = NULL, stub_email = ''
    WHERE id = ANY (entries);
    DELETE FROM accounts_signup WHERE used_by_id = person OR email = address;
    DELETE FROM accounts_invitation WHERE used_by_id = person OR email = address;
    DELETE FROM accounts_mail WHERE to_id = person OR to_address = address;
    UPDATE accounts_membership SET ends_on = greatest(starts_on, empac_today() - 1)
    WHERE user_id = person AND coalesce(ends_on >= empac_today(), true);
    UPDATE accounts_user SET
        name = 'Former member', email = person || '@erased.invalid', is_active = false,
        password = '!erased', last_login = NULL
    WHERE id = person;
    PERFORM empac_blank_history('accounts_userevent', 'pgh_obj_id', ARRAY[person]);
    PERFORM empac_blank_history('researchers_researcherevent', 'pgh_obj_id', entries);
    PERFORM empac_blank_history('researchers_outputevent', 'researcher_id', entries);
    PERFORM empac_blank_history('researchers_capacityevent', 'researcher_id', entries);
    PERFORM set_config('empac.erasing', '', true);
END
$$
"""
# The one door for the product: whoever acts, and nobody else.
LEAVE = """
CREATE FUNCTION empac_leave() RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT empac_erase(empac_person()) $$
"""
CLOSE = "REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC, empac_web"


class Migration(migrations.Migration):
    """A person's leaving, done by the database: the product itself may change no history."""

    dependencies = [
        ("accounts", "0015_facet_of_needs"),
        ("clearances", "0005_acting_functions"),
        ("matching", "0013_search_security"),
        ("researchers", "0041_delegates"),
    ]

    operations = [
        migrations.RunSQL(REFUSE.format(unless=UNLESS_ERASING), REFUSE.format(unless="")),
        migrations.RunSQL(
            BLANK_HISTORY, "DROP FUNCTION empac_blank_history(regclass, text, uuid[])"
        ),
        migrations.RunSQL(ERASE, "DROP FUNCTION empac_erase(uuid)"),
        migrations.RunSQL(LEAVE, "DROP FUNCTION empac_leave()"),
        migrations.RunSQL(
            [
                CLOSE.format("empac_blank_history(regclass, text, uuid[])"),
                CLOSE.format("empac_erase(uuid)"),
            ],
            migrations.RunSQL.noop,
        ),
    ]
