-- What programs prove themselves with. The secret itself is nowhere: only its SHA-256, which is looked
-- up. Rows stay when a key is revoked, and say who did it.
create table api_key (
  tenant_id text not null,
  id uuid not null,
  name text not null,
  hash bytea not null unique,
  scopes text[] not null,
  role text not null check (role in ('viewer', 'technician', 'operator', 'manager', 'admin')),
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  -- Written at most once a minute.
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  primary key (tenant_id, id)
);
