"""The roles of the database, and what each may do.

Roles belong to the whole server and outlive this database; their rights belong to it. A table made
by a later migration gets the rights of WEB and BACKUP by itself, as long as the same role migrates.
What WEB must not do to it, the migration that makes it takes away again.
"""

from django.db import migrations

# Two databases of one server may be migrated at once: the later one finds the role there.
CREATE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} {options};
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
ROLES = {
    # Web, worker and beat log in as it; a password comes from whoever runs them.
    "empac_web": "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
    # Nobody logs in as these until whoever runs the server lets them.
    "empac_backup": "NOLOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
    "empac_audit": "NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
}

# Before PostgreSQL 15 everybody could make tables here, and would own them.
GRANT = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO empac_web, empac_backup, empac_audit;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO empac_web;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO empac_web;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO empac_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO empac_backup;

ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO empac_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO empac_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO empac_backup;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO empac_backup;

REVOKE UPDATE, DELETE ON accounts_accessevent, accounts_auditevent, accounts_seal FROM empac_web;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM empac_web;

GRANT SELECT ON accounts_accessevent, accounts_auditevent, accounts_seal TO empac_audit;
"""
REVOKE = """
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM empac_web, empac_backup, empac_audit;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM empac_web, empac_backup;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM empac_web, empac_backup;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM empac_web, empac_backup;
REVOKE USAGE ON SCHEMA public FROM empac_web, empac_backup, empac_audit;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_sign_in_count")]

    operations = [
        *(
            migrations.RunSQL(CREATE.format(role=role, options=options), migrations.RunSQL.noop)
            for role, options in ROLES.items()
        ),
        migrations.RunSQL(GRANT, REVOKE),
    ]
