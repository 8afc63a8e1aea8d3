-- 6: sends in vain for trouble of the transport, which dead letters tell of
ALTER TABLE {queue} ADD COLUMN IF NOT EXISTS transport_failures INTEGER NOT NULL DEFAULT 0;
