-- tells hosts of rows that wait to be sent by anyone
CREATE OR REPLACE FUNCTION {schema}.durable_emitter_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- by 64 ids: the server sends what is the same once per transaction
  PERFORM pg_catalog.pg_notify(
    'durable_emitter', pg_catalog.concat(TG_TABLE_SCHEMA, '.', TG_TABLE_NAME, ' ', NEW.id OPERATOR(pg_catalog.>>) 6));
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS durable_emitter_notify ON {queue};
CREATE TRIGGER durable_emitter_notify AFTER INSERT ON {queue} FOR EACH ROW
  WHEN (NEW.attempts = 0 AND NEW.next_attempt_at IS NOT NULL)
  EXECUTE FUNCTION {schema}.durable_emitter_notify();
