-- 3: leases, attempts and back-off; constant defaults, so no row is rewritten
ALTER TABLE {queue}
  ADD COLUMN IF NOT EXISTS claim_owner UUID,
  ADD COLUMN IF NOT EXISTS claimed_until TIMESTAMPTZ,
  ADD COLUMN IF NOT EXISTS attempts INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS next_attempt_at TIMESTAMPTZ,
  ADD COLUMN IF NOT EXISTS last_error TEXT;
