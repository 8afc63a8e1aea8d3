-- 7: the key of events that are delivered one after the other
ALTER TABLE {queue} ADD COLUMN IF NOT EXISTS ordering_key BIGINT;
