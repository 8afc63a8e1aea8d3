CREATE TABLE IF NOT EXISTS orders (
  id uuid PRIMARY KEY,
  cents bigint NOT NULL,
  event_id text NOT NULL
);
CREATE TABLE IF NOT EXISTS invoices (
  order_id uuid PRIMARY KEY REFERENCES orders,
  cents bigint NOT NULL,
  event_id text NOT NULL
);
