-- Oriole Monitor: the two triggers that announce new actions and completed experiments, one notice an action.
--
--   psql -f sql/triggers.sql
--
-- What it does to the database: two functions and two triggers, nothing else. Safe to run again: what is already there
-- as written here is left alone, so nothing is written and no lock is taken when nothing changes. A trigger that is
-- another one (the proposal's own, that of statement-triggers.sql, a disabled one) is made anew. Undo:
-- remove-triggers.sql.
--
-- What it does to an experiment: nothing. A notice that cannot be built or sent becomes a WARNING and a shorter notice;
-- the INSERT or UPDATE itself goes through.
--
-- Programs that INSERT many rows in one statement are served better by statement-triggers.sql: here every row costs its
-- own notice.
--
-- Run it as the tables' owner, with the tables' schema on the search_path.

\set ON_ERROR_STOP on

BEGIN READ WRITE;

-- CREATE TRIGGER waits for running transactions on the table, and everybody else then waits behind it. Give up soon, and
-- before PostgreSQL looks for a deadlock: it might end a writer to break it.
DO $oriole$
BEGIN
  PERFORM set_config('lock_timeout', least(500, setting::int / 2)::text, true)
     FROM pg_settings WHERE name = 'deadlock_timeout';
END
$oriole$;

-- Inside the functions every name of PostgreSQL's own is written with its schema: they run with their caller's
-- search_path.
DO $oriole$
DECLARE
  actions constant regclass := 'agent_actions';
  experiments constant regclass := 'experiments';

  action_body constant text := $body$
-- oriole-monitor: row form, version 1
BEGIN
  BEGIN
    -- A full queue of notices would fail the writer's COMMIT. The server's log names the session that holds it up.
    IF pg_catalog.pg_notification_queue_usage() OPERATOR(pg_catalog.>) 0.5 THEN
      RETURN NULL;
    END IF;
    PERFORM pg_catalog.pg_notify('agent_action_update', pg_catalog.json_build_object(
      'id', NEW.id,
      'experiment_id', NEW.experiment_id,
      'step_number', NEW.step_number,
      'action_type', NEW.action_type,
      'from_x', NEW.from_x,
      'from_y', NEW.from_y,
      'to_x', NEW.to_x,
      'to_y', NEW.to_y,
      'success', NEW.success,
      'timestamp', NEW."timestamp"
    )::pg_catalog.text);
  EXCEPTION WHEN OTHERS THEN
    -- A payload may hold 7,999 bytes. Whatever went wrong, the row must go in: say it and send the bare ids.
    RAISE WARNING 'oriole: short notice for action %: %', NEW.id, SQLERRM;
    BEGIN
      PERFORM pg_catalog.pg_notify('agent_action_update', pg_catalog.json_build_object(
        'id', NEW.id,
        'experiment_id', NEW.experiment_id,
        'step_number', NEW.step_number,
        'truncated', true
      )::pg_catalog.text);
    EXCEPTION WHEN OTHERS THEN
      RAISE WARNING 'oriole: no notice for action %: %', NEW.id, SQLERRM;
    END;
  END;
  RETURN NULL;
END
$body$;

  completion_body constant text := $body$
-- oriole-monitor: completion, version 1
DECLARE
  fields pg_catalog.jsonb;
BEGIN
  BEGIN
    IF pg_catalog.pg_notification_queue_usage() OPERATOR(pg_catalog.>) 0.5 THEN
      RETURN NULL;
    END IF;
    -- In the first databases of Oriole goal_found was called success.
    fields := pg_catalog.to_jsonb(NEW);
    PERFORM pg_catalog.pg_notify('experiment_complete', pg_catalog.json_build_object(
      'experiment_id', NEW.id,
      'model_name', NEW.model_name,
      'goal_found', COALESCE(
        pg_catalog.jsonb_extract_path(fields, 'goal_found'),
        pg_catalog.jsonb_extract_path(fields, 'success'))
    )::pg_catalog.text);
  EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'oriole: short notice for experiment %: %', NEW.id, SQLERRM;
    BEGIN
      PERFORM pg_catalog.pg_notify('experiment_complete', pg_catalog.json_build_object(
        'experiment_id', NEW.id,
        'truncated', true
      )::pg_catalog.text);
    EXCEPTION WHEN OTHERS THEN
      RAISE WARNING 'oriole: no notice for experiment %: %', NEW.id, SQLERRM;
    END;
  END;
  RETURN NULL;
END
$body$;

  wanted record;
  present record;
  other record;
  func oid;
BEGIN
  -- The tables are found. From here on no name is, so that nobody's function of a better fit is run by who runs this.
  SET LOCAL search_path = pg_catalog, pg_temp;
  FOR wanted IN
    SELECT w.*, c.relnamespace AS space, quote_ident(n.nspname) || '.' || w.func AS full_func
      FROM (VALUES
        (actions, 'notify_agent_action', action_body, 'agent_action_notify_trigger',
         5, 'AFTER INSERT ON %s FOR EACH ROW',
         NULL::name, '{}'::text[]),
        (experiments, 'notify_experiment_complete', completion_body, 'experiment_complete_notify_trigger',
         17, 'AFTER UPDATE ON %s FOR EACH ROW WHEN (OLD.completed_at IS NULL AND NEW.completed_at IS NOT NULL)',
         NULL, '{old.completed_at IS NULL,new.completed_at IS NOT NULL}')
      ) AS w (tbl, func, body, name, kind, ddl, new_table, conditions)
      JOIN pg_class c ON c.oid = w.tbl
      JOIN pg_namespace n ON n.oid = c.relnamespace
  LOOP
    -- A function keeps its owner when it is replaced. A stranger's would run what the stranger likes, as every writer.
    IF EXISTS (SELECT FROM pg_proc p JOIN pg_class c ON c.oid = wanted.tbl
                WHERE p.pronamespace = wanted.space AND p.proname = wanted.func AND p.pronargs = 0
                  AND p.proowner NOT IN (c.relowner, (SELECT r.oid FROM pg_roles r WHERE r.rolname = current_user))) THEN
      RAISE EXCEPTION '%() belongs to somebody else. Drop it, then run this again', wanted.full_func;
    END IF;

    SELECT p.oid INTO func
      FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
     WHERE p.pronamespace = wanted.space AND p.proname = wanted.func AND p.pronargs = 0
       AND p.prosrc = wanted.body AND l.lanname = 'plpgsql' AND NOT p.prosecdef AND p.proconfig IS NULL;
    IF func IS NULL THEN
      EXECUTE format('CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %L',
        wanted.full_func, wanted.body);
      func := to_regprocedure(wanted.full_func || '()');
    END IF;

    -- Under another name the same function would announce everything twice.
    FOR other IN
      SELECT t.tgname FROM pg_trigger t
       WHERE t.tgrelid = wanted.tbl AND t.tgfoid = func AND t.tgname <> wanted.name AND NOT t.tgisinternal
    LOOP
      EXECUTE format('DROP TRIGGER %I ON %s', other.tgname, wanted.tbl);
    END LOOP;

    -- CREATE and DROP take a lock that stops writers, and DROP readers too: only where the trigger is missing or is
    -- another one. 'O' and 'A' fire; disabled and replica-only ones do not.
    SELECT t.tgfoid = func AND t.tgtype = wanted.kind AND t.tgenabled IN ('O', 'A')
           AND t.tgnewtable IS NOT DISTINCT FROM wanted.new_table AND cardinality(t.tgattr::int2[]) = 0
           AND (t.tgqual IS NULL) = (wanted.conditions = '{}')
           AND NOT EXISTS (SELECT FROM unnest(wanted.conditions) AS c
                            WHERE position(c IN pg_get_triggerdef(t.oid)) = 0)
           AS is_wanted
      INTO present
      FROM pg_trigger t WHERE t.tgrelid = wanted.tbl AND t.tgname = wanted.name AND NOT t.tgisinternal;
    CONTINUE WHEN present.is_wanted;
    IF FOUND THEN
      EXECUTE format('DROP TRIGGER %I ON %s', wanted.name, wanted.tbl);
    END IF;
    EXECUTE format('CREATE TRIGGER %I ' || wanted.ddl || ' EXECUTE FUNCTION ', wanted.name, wanted.tbl)
      || wanted.full_func || '()';
  END LOOP;
END
$oriole$;

COMMIT;
