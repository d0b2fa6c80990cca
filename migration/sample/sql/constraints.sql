-- Primary keys, unique keys, checks and foreign keys, added once the rows are in.
-- Each table first gets its keys, since a foreign key needs the key that it points at.

ALTER TABLE auth.users ADD PRIMARY KEY (id);
ALTER TABLE public.profiles ADD PRIMARY KEY (id);
ALTER TABLE public.workspaces ADD PRIMARY KEY (id), ADD UNIQUE (slug);
ALTER TABLE public.workspace_members ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, user_id);
ALTER TABLE public.contacts ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, phone);
ALTER TABLE public.conversations ADD PRIMARY KEY (id);
ALTER TABLE public.messages ADD PRIMARY KEY (id);
ALTER TABLE public.contact_notes ADD PRIMARY KEY (id);
ALTER TABLE public.workspace_invitations ADD PRIMARY KEY (id), ADD UNIQUE (token);
ALTER TABLE public.articles ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, slug);
ALTER TABLE public.webinars ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, slug);
ALTER TABLE public.webinar_registrations ADD PRIMARY KEY (id), ADD UNIQUE (webinar_id, contact_id);
ALTER TABLE public.tickets ADD PRIMARY KEY (id);
ALTER TABLE public.ticket_comments ADD PRIMARY KEY (id);
ALTER TABLE public.ticket_status_history ADD PRIMARY KEY (id);
ALTER TABLE public.ari_config ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id);
ALTER TABLE public.ari_destinations ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, country, city, university_name);
ALTER TABLE public.ari_conversations ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, contact_id);
ALTER TABLE public.ari_messages ADD PRIMARY KEY (id);
ALTER TABLE public.ari_payments ADD PRIMARY KEY (id);
ALTER TABLE public.ari_appointments ADD PRIMARY KEY (id);
ALTER TABLE public.ari_ai_comparison ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, ai_model, period_start);
ALTER TABLE public.consultant_slots
  ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, consultant_id, day_of_week, start_time);
ALTER TABLE public.ari_flow_stages ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, stage_order);
ALTER TABLE public.ari_knowledge_categories ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id, name);
ALTER TABLE public.ari_knowledge_entries ADD PRIMARY KEY (id);
ALTER TABLE public.ari_scoring_config ADD PRIMARY KEY (id), ADD UNIQUE (workspace_id);
ALTER TABLE public.flows ADD PRIMARY KEY (id);
ALTER TABLE public.form_templates ADD PRIMARY KEY (id);
ALTER TABLE public.knowledge_base ADD PRIMARY KEY (id);
ALTER TABLE public.user_todos ADD PRIMARY KEY (id);

ALTER TABLE public.tickets
  ADD CHECK (category IN ('bug', 'feature', 'question')),
  ADD CHECK (priority IN ('low', 'medium', 'high')),
  ADD CHECK (stage IN ('report', 'discuss', 'outcome', 'implementation', 'closed')),
  ADD CHECK (pending_stage IS NULL OR pending_stage IN ('report', 'discuss', 'outcome', 'implementation', 'closed'));
ALTER TABLE public.consultant_slots
  ADD CHECK (day_of_week BETWEEN 0 AND 6),
  ADD CONSTRAINT valid_time_range CHECK (end_time > start_time),
  ADD CHECK (duration_minutes > 0),
  ADD CHECK (booking_window_days > 0);
ALTER TABLE public.ari_scoring_config
  ADD CHECK (hot_threshold BETWEEN 1 AND 100),
  ADD CHECK (warm_threshold BETWEEN 0 AND 99),
  ADD CONSTRAINT hot_above_warm CHECK (hot_threshold > warm_threshold),
  ADD CONSTRAINT weights_sum_to_100
    CHECK (weight_basic + weight_qualification + weight_document + weight_engagement = 100);

ALTER TABLE public.profiles ADD FOREIGN KEY (id) REFERENCES auth.users ON DELETE CASCADE;
ALTER TABLE public.workspaces ADD FOREIGN KEY (owner_id) REFERENCES auth.users ON DELETE CASCADE;
ALTER TABLE public.workspace_members
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (user_id) REFERENCES auth.users ON DELETE CASCADE;
ALTER TABLE public.contacts
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (assigned_to) REFERENCES auth.users;
ALTER TABLE public.conversations
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (contact_id) REFERENCES public.contacts ON DELETE CASCADE,
  ADD FOREIGN KEY (assigned_to) REFERENCES auth.users;
-- messages.sender_id has no foreign key: senders that no longer exist stay in it.
ALTER TABLE public.messages
  ADD FOREIGN KEY (conversation_id) REFERENCES public.conversations ON DELETE CASCADE,
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.contact_notes
  ADD FOREIGN KEY (contact_id) REFERENCES public.contacts ON DELETE CASCADE,
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (author_id) REFERENCES public.profiles ON DELETE CASCADE;
ALTER TABLE public.workspace_invitations
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (invited_by) REFERENCES auth.users;
ALTER TABLE public.articles ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.webinars ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.webinar_registrations
  ADD FOREIGN KEY (webinar_id) REFERENCES public.webinars ON DELETE CASCADE,
  ADD FOREIGN KEY (contact_id) REFERENCES public.contacts ON DELETE CASCADE,
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.tickets
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (requester_id) REFERENCES public.profiles,
  ADD FOREIGN KEY (assigned_to) REFERENCES public.profiles,
  ADD FOREIGN KEY (admin_workspace_id) REFERENCES public.workspaces;
ALTER TABLE public.ticket_comments
  ADD FOREIGN KEY (ticket_id) REFERENCES public.tickets ON DELETE CASCADE,
  ADD FOREIGN KEY (author_id) REFERENCES public.profiles;
ALTER TABLE public.ticket_status_history
  ADD FOREIGN KEY (ticket_id) REFERENCES public.tickets ON DELETE CASCADE,
  ADD FOREIGN KEY (changed_by) REFERENCES public.profiles;
ALTER TABLE public.ari_config ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.ari_destinations ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.ari_conversations
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (contact_id) REFERENCES public.contacts ON DELETE CASCADE,
  ADD FOREIGN KEY (conversation_id) REFERENCES public.conversations ON DELETE SET NULL;
ALTER TABLE public.ari_messages
  ADD FOREIGN KEY (ari_conversation_id) REFERENCES public.ari_conversations ON DELETE CASCADE,
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.ari_payments
  ADD FOREIGN KEY (ari_conversation_id) REFERENCES public.ari_conversations ON DELETE CASCADE,
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.ari_appointments
  ADD FOREIGN KEY (ari_conversation_id) REFERENCES public.ari_conversations ON DELETE CASCADE,
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (payment_id) REFERENCES public.ari_payments ON DELETE SET NULL,
  ADD FOREIGN KEY (consultant_id) REFERENCES auth.users ON DELETE SET NULL;
ALTER TABLE public.ari_ai_comparison ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.consultant_slots
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (consultant_id) REFERENCES auth.users ON DELETE SET NULL;
ALTER TABLE public.ari_flow_stages ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.ari_knowledge_categories
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.ari_knowledge_entries
  ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE,
  ADD FOREIGN KEY (category_id) REFERENCES public.ari_knowledge_categories ON DELETE CASCADE;
ALTER TABLE public.ari_scoring_config ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.flows ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.form_templates ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.knowledge_base ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
ALTER TABLE public.user_todos ADD FOREIGN KEY (workspace_id) REFERENCES public.workspaces ON DELETE CASCADE;
