CREATE TABLE IF NOT EXISTS {migrations} (
  table_name TEXT NOT NULL,
  version INTEGER NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (table_name, version)
);
