-- Oriole Monitor: takes away what triggers.sql or statement-triggers.sql made. Safe to run again, and where nothing was
-- installed.
--
--   psql -f sql/remove-triggers.sql

\set ON_ERROR_STOP on

BEGIN READ WRITE;

-- DROP TRIGGER waits for running transactions on the table, and everybody else then waits behind it. Give up soon, and
-- before PostgreSQL looks for a deadlock: it might end a writer to break it.
DO $oriole$
BEGIN
  PERFORM set_config('lock_timeout', least(500, setting::int / 2)::text, true)
     FROM pg_settings WHERE name = 'deadlock_timeout';
END
$oriole$;

DO $oriole$
DECLARE
  actions constant regclass := to_regclass('agent_actions');
  experiments constant regclass := to_regclass('experiments');
  old record;
BEGIN
  -- The tables are found. From here on no name is, so that nobody's function of a better fit is run by who runs this.
  SET LOCAL search_path = pg_catalog, pg_temp;
  FOR old IN
    SELECT t.tgname, t.tgrelid::regclass AS tbl FROM pg_trigger t
     WHERE NOT t.tgisinternal
       AND (t.tgrelid, t.tgname) IN (
         (actions, 'agent_action_notify_trigger'), (experiments, 'experiment_complete_notify_trigger'))
     ORDER BY t.tgrelid <> actions
  LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', old.tgname, old.tbl);
  END LOOP;

  -- The functions stand in their table's schema. One that a trigger of somebody else's still runs stays.
  FOR old IN
    SELECT p.oid::regprocedure AS func FROM pg_proc p
      JOIN pg_class c ON c.relnamespace = p.pronamespace
     WHERE p.pronargs = 0
       AND (c.oid, p.proname) IN ((actions, 'notify_agent_action'), (experiments, 'notify_experiment_complete'))
       AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgfoid = p.oid)
  LOOP
    EXECUTE format('DROP FUNCTION %s', old.func);
  END LOOP;
END
$oriole$;

COMMIT;
