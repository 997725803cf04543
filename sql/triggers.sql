-- Oriole Monitor: the two triggers that announce new actions and completed experiments.
--
--   psql -f sql/triggers.sql
--
-- What it does to the database: two functions and two triggers, nothing else. Safe to run again: a trigger that is
-- already there as written here is left alone, so no lock is taken when nothing changes. Undo: remove-triggers.sql.
--
-- What it does to an experiment: nothing. A notice that cannot be built or sent becomes a WARNING and a shorter notice;
-- the INSERT or UPDATE itself goes through.
--
-- Run it as the tables' owner, with the tables' schema on the search_path.

\set ON_ERROR_STOP on

BEGIN;

-- CREATE TRIGGER waits for running transactions on the table, and everybody else then waits behind it. Give up instead.
SET LOCAL lock_timeout = '3s';

CREATE OR REPLACE FUNCTION notify_agent_action() RETURNS trigger LANGUAGE plpgsql AS $oriole$
BEGIN
  BEGIN
    PERFORM pg_notify('agent_action_update', json_build_object(
      'id', NEW.id,
      'experiment_id', NEW.experiment_id,
      'step_number', NEW.step_number,
      'action_type', NEW.action_type,
      'from_x', NEW.from_x,
      'from_y', NEW.from_y,
      'to_x', NEW.to_x,
      'to_y', NEW.to_y,
      'success', NEW.success,
      'timestamp', NEW.timestamp
    )::text);
  EXCEPTION WHEN OTHERS THEN
    -- A payload may hold 7,999 bytes. Whatever went wrong, the row must go in: say it and send the bare ids.
    RAISE WARNING 'oriole: short notice for action %: %', NEW.id, SQLERRM;
    BEGIN
      PERFORM pg_notify('agent_action_update', json_build_object(
        'id', NEW.id,
        'experiment_id', NEW.experiment_id,
        'step_number', NEW.step_number,
        'truncated', true
      )::text);
    EXCEPTION WHEN OTHERS THEN
      RAISE WARNING 'oriole: no notice for action %: %', NEW.id, SQLERRM;
    END;
  END;
  RETURN NULL;
END
$oriole$;

CREATE OR REPLACE FUNCTION notify_experiment_complete() RETURNS trigger LANGUAGE plpgsql AS $oriole$
BEGIN
  BEGIN
    PERFORM pg_notify('experiment_complete', json_build_object(
      'experiment_id', NEW.id,
      'model_name', NEW.model_name,
      'goal_found', NEW.goal_found
    )::text);
  EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'oriole: short notice for experiment %: %', NEW.id, SQLERRM;
    BEGIN
      PERFORM pg_notify('experiment_complete', json_build_object('experiment_id', NEW.id, 'truncated', true)::text);
    EXCEPTION WHEN OTHERS THEN
      RAISE WARNING 'oriole: no notice for experiment %: %', NEW.id, SQLERRM;
    END;
  END;
  RETURN NULL;
END
$oriole$;

-- Each trigger is created only where it is missing, and made anew only where it is another one: CREATE and DROP take a
-- lock that stops every reader and writer of the table.
DO $oriole$
DECLARE
  wanted record;
  present record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('agent_action_notify_trigger', 'agent_actions'::regclass, 'notify_agent_action'::regproc, 5,
       'CREATE TRIGGER agent_action_notify_trigger AFTER INSERT ON agent_actions '
       'FOR EACH ROW EXECUTE FUNCTION notify_agent_action()', NULL::text),
      ('experiment_complete_notify_trigger', 'experiments'::regclass, 'notify_experiment_complete'::regproc, 17,
       'CREATE TRIGGER experiment_complete_notify_trigger AFTER UPDATE ON experiments '
       'FOR EACH ROW WHEN (OLD.completed_at IS NULL AND NEW.completed_at IS NOT NULL) '
       'EXECUTE FUNCTION notify_experiment_complete()', 'completed_at IS NULL')
    ) AS w(name, tbl, func, kind, ddl, condition)
  LOOP
    SELECT t.tgfoid, t.tgtype, pg_get_triggerdef(t.oid) AS definition INTO present
      FROM pg_trigger t WHERE t.tgrelid = wanted.tbl AND t.tgname = wanted.name AND NOT t.tgisinternal;
    IF NOT FOUND THEN
      EXECUTE wanted.ddl;
    ELSIF present.tgfoid <> wanted.func OR present.tgtype <> wanted.kind
       OR (wanted.condition IS NOT NULL AND position(wanted.condition IN present.definition) = 0) THEN
      EXECUTE format('DROP TRIGGER %I ON %s', wanted.name, wanted.tbl);
      EXECUTE wanted.ddl;
    END IF;
  END LOOP;
END
$oriole$;

COMMIT;
