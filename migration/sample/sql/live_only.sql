-- What the live database has and no migration of the original creates. Only the JSON kind of these columns is
-- known, from generated types; the Postgres types below are the plain ones for each kind.

ALTER TABLE public.workspaces
  ADD COLUMN description text,
  ADD COLUMN meta_access_token text,
  ADD COLUMN meta_business_account_id text,
  ADD COLUMN status text,
  ADD COLUMN suspended_at timestamptz,
  ADD COLUMN suspended_by uuid,
  ADD COLUMN suspension_reason text,
  ADD COLUMN wa_phone_number text,
  ADD COLUMN workspace_type text;

ALTER TABLE public.workspace_members ADD COLUMN settings jsonb;

CREATE TABLE public.flows (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  trigger_type text NOT NULL,
  trigger_config jsonb,
  actions jsonb,
  description text,
  is_active boolean,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.form_templates (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  slug text NOT NULL,
  fields jsonb NOT NULL DEFAULT '[]',
  scoring_rules jsonb,
  description text,
  is_active boolean,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.knowledge_base (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  keywords text[] NOT NULL,
  answer text NOT NULL,
  priority integer,
  is_active boolean,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.user_todos (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  user_id uuid NOT NULL,
  title text NOT NULL,
  description text,
  priority text,
  status text,
  due_date timestamptz,
  completed_at timestamptz,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);
