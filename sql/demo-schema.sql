-- Oriole Monitor: the tables of Oriole, as its own migrations arrive at them, for the demo laboratory.
--
--   psql -f sql/demo-schema.sql
--
-- What it does to the database: three tables and three indexes, nothing else. Safe to run again: what is there is left
-- alone. A user's own database never needs this file; it has its tables already.

\set ON_ERROR_STOP on

BEGIN;

CREATE TABLE IF NOT EXISTS mazes (
  id                serial PRIMARY KEY,
  name              varchar(255) NOT NULL,
  width             integer NOT NULL,
  height            integer NOT NULL,
  -- Rows of cells, grid_data[y][x]: 0 empty, 1 wall, 2 goal.
  grid_data         jsonb NOT NULL,
  see_through_walls boolean NOT NULL DEFAULT false,
  created_at        timestamp DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE IF NOT EXISTS experiments (
  id                  serial PRIMARY KEY,
  model_name          varchar(255) NOT NULL,
  maze_id             integer REFERENCES mazes (id),
  start_x             integer NOT NULL,
  start_y             integer NOT NULL,
  started_at          timestamp DEFAULT CURRENT_TIMESTAMP,
  completed_at        timestamp,
  -- True as soon as a goal tile is seen, before completed_at.
  goal_found          boolean DEFAULT false,
  agent_id            varchar(255),
  prompt_version      text,
  prompt_text         text,
  goal_description    text,
  -- The label of a batch.
  comment             text,
  -- Plain text, or JSON with "errorType".
  failure_reason      text,
  model_config        jsonb,
  total_input_tokens  bigint,
  total_output_tokens bigint,
  total_cost_usd      numeric(12, 6),
  -- RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED.
  execution_status    varchar(50),
  execution_arn       text,
  execution_name      varchar(255),
  last_error          jsonb,
  sqs_message_id      varchar(255)
);

CREATE TABLE IF NOT EXISTS agent_actions (
  id                      serial PRIMARY KEY,
  experiment_id           integer NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
  step_number             integer NOT NULL,
  action_type             varchar(50) NOT NULL,
  from_x                  integer,
  from_y                  integer,
  -- Null for actions that do not move; after a failed move the same as from.
  to_x                    integer,
  to_y                    integer,
  success                 boolean NOT NULL,
  "timestamp"             timestamp DEFAULT CURRENT_TIMESTAMP,
  reasoning               text,
  assistant_message       text,
  -- What the agent saw after the action: {"x,y": tile}.
  tiles_seen              jsonb,
  turn_number             integer,
  -- Written after the turn, on its first action only.
  input_tokens            integer,
  output_tokens           integer,
  cost_usd                numeric(12, 6),
  -- Written after the turn, on every action of it.
  inference_duration_ms   integer,
  prompt_eval_duration_ms integer,
  eval_duration_ms        integer,
  tokens_per_second       double precision,
  done_reason             varchar(50)
);

CREATE INDEX IF NOT EXISTS agent_actions_experiment_step ON agent_actions (experiment_id, step_number);
CREATE INDEX IF NOT EXISTS experiments_started_at ON experiments (started_at);
CREATE INDEX IF NOT EXISTS experiments_maze ON experiments (maze_id);

COMMIT;
