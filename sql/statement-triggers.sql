-- Oriole Monitor: the two triggers that announce new actions and completed experiments, one notice an experiment and
-- INSERT, however many rows the INSERT has.
--
--   psql -f sql/statement-triggers.sql
--
-- Takes the place of triggers.sql, which sends one notice a row: same names, so that running either file replaces what
-- the other made. Safe to run again: what is already there as written here is left alone, so nothing is written and no
-- lock is taken when nothing changes. Undo: remove-triggers.sql.
--
-- What is sent on agent_action_update:
--   one row of an experiment    its fields and id, exactly as triggers.sql sends them
--   several rows of it          experiment_id, actions (how many), first_id, last_id, step_number (the highest)
--   over 1,000 experiments      1,000 such notices, and one that says experiments, actions, first_id, last_id
--
-- What it does to an experiment: nothing. A notice that cannot be built or sent becomes a WARNING and a shorter notice;
-- the INSERT or UPDATE itself goes through.
--
-- Run it as the tables' owner, with the tables' schema on the search_path. Needs PostgreSQL 11 or newer.

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
-- oriole-monitor: statement form, version 1
DECLARE
  payload pg_catalog.text;
  several pg_catalog.bool;
  folded pg_catalog.record;
  sent pg_catalog.int4 := 0;
BEGIN
  BEGIN
    -- A full queue of notices would fail the writer's COMMIT. The server's log names the session that holds it up.
    IF pg_catalog.pg_notification_queue_usage() OPERATOR(pg_catalog.>) 0.5 THEN
      RETURN NULL;
    END IF;

    -- The usual INSERT has one row, and is answered by this one query.
    SELECT pg_catalog.json_build_object(
      'id', n.id,
      'experiment_id', n.experiment_id,
      'step_number', n.step_number,
      'action_type', n.action_type,
      'from_x', n.from_x,
      'from_y', n.from_y,
      'to_x', n.to_x,
      'to_y', n.to_y,
      'success', n.success,
      'timestamp', n."timestamp"
    )::pg_catalog.text, EXISTS (SELECT FROM new_actions OFFSET 1) INTO payload, several FROM new_actions AS n LIMIT 1;
    IF NOT FOUND THEN
      RETURN NULL;
    ELSIF NOT several THEN
      PERFORM pg_catalog.pg_notify('agent_action_update', payload);
      RETURN NULL;
    END IF;

    -- Many rows are nearly always of one experiment: no groups, and as few figures as there can be, because each of
    -- them is paid for by every row.
    SELECT pg_catalog.count(*) AS actions,
           pg_catalog.min(n.experiment_id) AS experiment_id,
           pg_catalog.max(n.experiment_id) AS last_experiment_id,
           pg_catalog.min(n.id) AS first_id,
           pg_catalog.max(n.id) AS last_id,
           pg_catalog.max(n.step_number) AS step_number
      INTO folded FROM new_actions AS n;
    IF folded.experiment_id OPERATOR(pg_catalog.=) folded.last_experiment_id THEN
      PERFORM pg_catalog.pg_notify('agent_action_update', pg_catalog.json_build_object(
        'experiment_id', folded.experiment_id,
        'actions', folded.actions,
        'first_id', folded.first_id,
        'last_id', folded.last_id,
        'step_number', folded.step_number
      )::pg_catalog.text);
      RETURN NULL;
    END IF;

    FOR folded IN
      SELECT n.experiment_id,
             pg_catalog.count(*) AS actions,
             pg_catalog.min(n.id) AS first_id,
             pg_catalog.max(n.id) AS last_id,
             pg_catalog.max(n.step_number) AS step_number,
             -- Of a single row the lowest value is the value.
             pg_catalog.min(n.action_type) AS action_type,
             pg_catalog.min(n.from_x) AS from_x,
             pg_catalog.min(n.from_y) AS from_y,
             pg_catalog.min(n.to_x) AS to_x,
             pg_catalog.min(n.to_y) AS to_y,
             pg_catalog.bool_and(n.success) AS success,
             pg_catalog.min(n."timestamp") AS "timestamp",
             pg_catalog.count(*) OVER () AS all_experiments,
             pg_catalog.sum(pg_catalog.count(*)) OVER () AS all_actions,
             pg_catalog.min(pg_catalog.min(n.id)) OVER () AS all_first_id,
             pg_catalog.max(pg_catalog.max(n.id)) OVER () AS all_last_id
        FROM new_actions AS n GROUP BY n.experiment_id ORDER BY first_id LIMIT 1001
    LOOP
      sent := sent OPERATOR(pg_catalog.+) 1;
      IF sent OPERATOR(pg_catalog.>) 1000 THEN
        PERFORM pg_catalog.pg_notify('agent_action_update', pg_catalog.json_build_object(
          'experiments', folded.all_experiments,
          'actions', folded.all_actions,
          'first_id', folded.all_first_id,
          'last_id', folded.all_last_id,
          'truncated', true
        )::pg_catalog.text);
        RETURN NULL;
      END IF;
      payload := NULL;
      IF folded.actions OPERATOR(pg_catalog.=) 1 THEN
        payload := pg_catalog.json_build_object(
          'id', folded.first_id,
          'experiment_id', folded.experiment_id,
          'step_number', folded.step_number,
          'action_type', folded.action_type,
          'from_x', folded.from_x,
          'from_y', folded.from_y,
          'to_x', folded.to_x,
          'to_y', folded.to_y,
          'success', folded.success,
          'timestamp', folded."timestamp"
        )::pg_catalog.text;
      END IF;
      -- A payload may hold 7,999 bytes.
      IF payload IS NULL OR pg_catalog.octet_length(payload) OPERATOR(pg_catalog.>) 7999 THEN
        payload := pg_catalog.json_build_object(
          'experiment_id', folded.experiment_id,
          'actions', folded.actions,
          'first_id', folded.first_id,
          'last_id', folded.last_id,
          'step_number', folded.step_number
        )::pg_catalog.text;
      END IF;
      PERFORM pg_catalog.pg_notify('agent_action_update', payload);
    END LOOP;
  EXCEPTION WHEN OTHERS THEN
    -- Whatever went wrong, the rows must go in: say it and send what is bounded and asks for little.
    RAISE WARNING 'oriole: short notice for new actions: %', SQLERRM;
    BEGIN
      SELECT pg_catalog.count(*) AS actions,
             pg_catalog.min(n.experiment_id) AS experiment_id,
             pg_catalog.max(n.experiment_id) AS last_experiment_id,
             pg_catalog.min(n.id) AS first_id,
             pg_catalog.max(n.id) AS last_id,
             pg_catalog.max(n.step_number) AS step_number
        INTO folded FROM new_actions AS n;
      IF folded.actions OPERATOR(pg_catalog.=) 1 THEN
        payload := pg_catalog.json_build_object(
          'id', folded.first_id,
          'experiment_id', folded.experiment_id,
          'step_number', folded.step_number,
          'truncated', true
        )::pg_catalog.text;
      ELSE
        payload := pg_catalog.json_build_object(
          'experiment_id', CASE WHEN folded.experiment_id OPERATOR(pg_catalog.=) folded.last_experiment_id
                                THEN folded.experiment_id END,
          'actions', folded.actions,
          'first_id', folded.first_id,
          'last_id', folded.last_id,
          'step_number', folded.step_number,
          'truncated', true
        )::pg_catalog.text;
      END IF;
      PERFORM pg_catalog.pg_notify('agent_action_update', payload);
    EXCEPTION WHEN OTHERS THEN
      RAISE WARNING 'oriole: no notice for new actions: %', SQLERRM;
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
         4, 'AFTER INSERT ON %s REFERENCING NEW TABLE AS new_actions FOR EACH STATEMENT',
         'new_actions'::name, '{}'::text[]),
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
