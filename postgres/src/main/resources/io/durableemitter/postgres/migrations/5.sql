-- 5: failures of a row's own, apart from how often it was claimed
ALTER TABLE {queue} ADD COLUMN IF NOT EXISTS failures INTEGER NOT NULL DEFAULT 0;
