-- Oriole Monitor: takes away what triggers.sql made. Safe to run again, and where nothing was installed.
--
--   psql -f sql/remove-triggers.sql

\set ON_ERROR_STOP on

BEGIN;

-- DROP TRIGGER waits for running transactions on the table, and everybody else then waits behind it. Give up instead.
SET LOCAL lock_timeout = '3s';

DO $oriole$
DECLARE
  old record;
BEGIN
  FOR old IN
    SELECT t.tgname, t.tgrelid::regclass AS tbl FROM pg_trigger t
     WHERE NOT t.tgisinternal
       AND (t.tgrelid, t.tgname) IN (
         (to_regclass('agent_actions'), 'agent_action_notify_trigger'),
         (to_regclass('experiments'), 'experiment_complete_notify_trigger'))
  LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', old.tgname, old.tbl);
  END LOOP;
END
$oriole$;

DROP FUNCTION IF EXISTS notify_agent_action();
DROP FUNCTION IF EXISTS notify_experiment_complete();

COMMIT;
