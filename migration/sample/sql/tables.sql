-- The tables of the source, without keys: rows are copied first, and keys and indexes are built once afterwards.

CREATE TABLE auth.users (
  id uuid NOT NULL,
  email varchar(255),
  phone text,
  raw_user_meta_data jsonb DEFAULT '{}',
  last_sign_in_at timestamptz,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.workspaces (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  name varchar(255) NOT NULL,
  slug varchar(100) NOT NULL,
  owner_id uuid NOT NULL,
  kapso_phone_id varchar(100),
  settings jsonb DEFAULT '{}',
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.workspace_members (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role varchar(50) DEFAULT 'member',
  must_change_password boolean DEFAULT true,
  created_at timestamptz DEFAULT now()
);

CREATE TABLE public.contacts (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  phone varchar(50) NOT NULL,
  name varchar(255),
  email varchar(255),
  lead_score integer DEFAULT 0,
  lead_status varchar(50) DEFAULT 'new',
  tags text[] DEFAULT '{}',
  metadata jsonb DEFAULT '{}',
  assigned_to uuid,
  kapso_name varchar(255),
  kapso_profile_pic text,
  kapso_is_online boolean DEFAULT false,
  kapso_last_seen timestamptz,
  cache_updated_at timestamptz,
  phone_normalized varchar(20),
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.conversations (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  status varchar(50) DEFAULT 'open',
  assigned_to uuid,
  unread_count integer DEFAULT 0,
  last_message_at timestamptz,
  last_message_preview text,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.messages (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  conversation_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  direction varchar(20) NOT NULL,
  sender_type varchar(20) NOT NULL,
  sender_id uuid,
  content text,
  message_type varchar(50) DEFAULT 'text',
  media_url text,
  kapso_message_id varchar(255),
  metadata jsonb DEFAULT '{}',
  created_at timestamptz DEFAULT now()
);

CREATE TABLE public.profiles (
  id uuid NOT NULL,
  email varchar(255),
  full_name varchar(255),
  avatar_url text,
  is_admin boolean DEFAULT false,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.articles (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  title varchar(255) NOT NULL,
  slug varchar(100) NOT NULL,
  excerpt text,
  content text,
  cover_image_url text,
  status varchar(20) DEFAULT 'draft',
  published_at timestamptz,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.webinars (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  title varchar(255) NOT NULL,
  slug varchar(100) NOT NULL,
  description text,
  cover_image_url text,
  scheduled_at timestamptz NOT NULL,
  duration_minutes integer DEFAULT 60,
  meeting_url text,
  max_registrations integer,
  status varchar(20) DEFAULT 'draft',
  published_at timestamptz,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.webinar_registrations (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  webinar_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  registered_at timestamptz DEFAULT now(),
  attended boolean DEFAULT false
);

CREATE TABLE public.contact_notes (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  contact_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  author_id uuid NOT NULL,
  content text NOT NULL,
  note_type varchar(50) DEFAULT 'note',
  metadata jsonb DEFAULT '{}',
  due_date timestamptz,
  completed_at timestamptz,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.workspace_invitations (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  email varchar(255) NOT NULL,
  name varchar(255),
  role varchar(50) DEFAULT 'member',
  token varchar(255) NOT NULL,
  status varchar(50) DEFAULT 'pending',
  invited_by uuid,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.tickets (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  requester_id uuid NOT NULL,
  assigned_to uuid,
  title varchar(255) NOT NULL,
  description text NOT NULL,
  category varchar(50) NOT NULL,
  priority varchar(50) NOT NULL,
  stage varchar(50) NOT NULL DEFAULT 'report',
  pending_approval boolean DEFAULT false,
  pending_stage varchar(50),
  approval_requested_at timestamptz,
  reopen_token varchar(255),
  closed_at timestamptz,
  admin_workspace_id uuid,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ticket_comments (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  ticket_id uuid NOT NULL,
  author_id uuid NOT NULL,
  content text NOT NULL,
  is_stage_change boolean DEFAULT false,
  is_internal boolean DEFAULT false,
  created_at timestamptz DEFAULT now()
);

CREATE TABLE public.ticket_status_history (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  ticket_id uuid NOT NULL,
  changed_by uuid NOT NULL,
  from_stage varchar(50),
  to_stage varchar(50) NOT NULL,
  reason text,
  created_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_config (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  bot_name varchar(100) DEFAULT 'ARI',
  greeting_style varchar(50) DEFAULT 'professional',
  language varchar(10) DEFAULT 'id',
  tone jsonb DEFAULT '{"supportive": true, "clear": true, "encouraging": true}',
  community_link text,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_destinations (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  country varchar(100) NOT NULL,
  city varchar(100),
  university_name varchar(255) NOT NULL,
  requirements jsonb DEFAULT '{}',
  programs text[] DEFAULT '{}',
  is_promoted boolean DEFAULT false,
  priority integer DEFAULT 0,
  notes text,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_conversations (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  conversation_id uuid,
  state varchar(50) DEFAULT 'greeting',
  lead_score integer DEFAULT 0,
  lead_temperature varchar(20),
  context jsonb DEFAULT '{}',
  ai_model varchar(50),
  last_ai_message_at timestamptz,
  handoff_at timestamptz,
  handoff_reason text,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_messages (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  ari_conversation_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  role varchar(20) NOT NULL,
  content text NOT NULL,
  ai_model varchar(50),
  tokens_used integer,
  response_time_ms integer,
  metadata jsonb DEFAULT '{}',
  created_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_payments (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  ari_conversation_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  amount integer NOT NULL,
  currency varchar(3) DEFAULT 'IDR',
  payment_method varchar(50),
  gateway varchar(50) DEFAULT 'midtrans',
  gateway_transaction_id varchar(255),
  gateway_response jsonb,
  status varchar(50) DEFAULT 'pending',
  expires_at timestamptz,
  paid_at timestamptz,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_appointments (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  ari_conversation_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  payment_id uuid,
  consultant_id uuid,
  scheduled_at timestamptz NOT NULL,
  duration_minutes integer DEFAULT 60,
  meeting_link text,
  notes text,
  status varchar(50) DEFAULT 'scheduled',
  reminder_sent_at timestamptz,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_ai_comparison (
  id uuid NOT NULL DEFAULT uuid_generate_v4(),
  workspace_id uuid NOT NULL,
  ai_model varchar(50) NOT NULL,
  conversation_count integer DEFAULT 0,
  avg_response_time_ms integer,
  total_tokens_used integer DEFAULT 0,
  conversion_count integer DEFAULT 0,
  satisfaction_score numeric(3, 2),
  period_start timestamptz,
  period_end timestamptz,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.consultant_slots (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  consultant_id uuid,
  day_of_week integer NOT NULL,
  start_time time NOT NULL,
  end_time time NOT NULL,
  duration_minutes integer DEFAULT 60,
  booking_window_days integer DEFAULT 14,
  max_bookings_per_slot integer DEFAULT 1,
  is_active boolean DEFAULT true,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_flow_stages (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  name varchar(100) NOT NULL,
  goal text NOT NULL,
  sample_script text,
  exit_criteria text,
  stage_order integer NOT NULL DEFAULT 0,
  is_active boolean DEFAULT true,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_knowledge_categories (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  name varchar(100) NOT NULL,
  description text,
  display_order integer NOT NULL DEFAULT 0,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_knowledge_entries (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  category_id uuid,
  title varchar(255) NOT NULL,
  content text NOT NULL,
  is_active boolean DEFAULT true,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE public.ari_scoring_config (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  hot_threshold integer NOT NULL DEFAULT 70,
  warm_threshold integer NOT NULL DEFAULT 40,
  weight_basic integer NOT NULL DEFAULT 25,
  weight_qualification integer NOT NULL DEFAULT 35,
  weight_document integer NOT NULL DEFAULT 30,
  weight_engagement integer NOT NULL DEFAULT 10,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);
