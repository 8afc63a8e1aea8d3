-- 8: the processes of a queue, and what people do with it
CREATE TABLE IF NOT EXISTS {hosts} (
  owner UUID PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  role TEXT NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL,
  gate TEXT NOT NULL,
  problem TEXT NOT NULL,
  figures JSONB NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS {actions} (
  id BIGSERIAL PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  detail TEXT NOT NULL
);
-- what is ordered is found at once, however much else was done
CREATE INDEX IF NOT EXISTS {actions_kind} ON {actions} (kind, id) WHERE kind IN ('pause', 'resume', 'confirm-expiry');
