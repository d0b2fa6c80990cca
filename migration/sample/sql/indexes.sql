-- The secondary indexes, duplicates included: the source has contacts(workspace_id) twice, and an index equal to
-- the unique key of contacts.

CREATE INDEX idx_workspaces_kapso_phone ON public.workspaces (kapso_phone_id);
CREATE INDEX idx_workspace_members_user ON public.workspace_members (user_id);
CREATE INDEX idx_workspace_members_workspace ON public.workspace_members (workspace_id);

CREATE INDEX idx_contacts_workspace ON public.contacts (workspace_id);
CREATE INDEX idx_contacts_workspace_id ON public.contacts (workspace_id);
CREATE INDEX idx_contacts_phone ON public.contacts (phone);
CREATE INDEX idx_contacts_lead_status ON public.contacts (lead_status);
CREATE INDEX idx_contacts_assigned_to ON public.contacts (assigned_to);
CREATE INDEX idx_contacts_online ON public.contacts (workspace_id, kapso_is_online) WHERE kapso_is_online = true;
CREATE INDEX idx_contacts_phone_normalized ON public.contacts (workspace_id, phone_normalized);
CREATE INDEX idx_contacts_workspace_phone ON public.contacts (workspace_id, phone);

CREATE INDEX idx_conversations_workspace ON public.conversations (workspace_id);
CREATE INDEX idx_conversations_contact ON public.conversations (contact_id);
CREATE INDEX idx_conversations_status ON public.conversations (status);
CREATE INDEX idx_conversations_last_message ON public.conversations (last_message_at DESC);
CREATE INDEX idx_conversations_workspace_last_message ON public.conversations (workspace_id, last_message_at DESC);

CREATE INDEX idx_messages_conversation ON public.messages (conversation_id);
CREATE INDEX idx_messages_workspace ON public.messages (workspace_id);
CREATE INDEX idx_messages_created_at ON public.messages (created_at DESC);
CREATE INDEX idx_messages_kapso_id ON public.messages (kapso_message_id);
CREATE INDEX idx_messages_conversation_created ON public.messages (conversation_id, created_at DESC);

CREATE INDEX idx_contact_notes_contact ON public.contact_notes (contact_id);
CREATE INDEX idx_contact_notes_workspace ON public.contact_notes (workspace_id);
CREATE INDEX idx_contact_notes_created_at ON public.contact_notes (created_at DESC);
CREATE INDEX idx_contact_notes_type ON public.contact_notes (note_type);
CREATE INDEX idx_contact_notes_due ON public.contact_notes (due_date) WHERE due_date IS NOT NULL;
CREATE INDEX idx_contact_notes_open_tasks ON public.contact_notes (workspace_id, due_date) WHERE completed_at IS NULL;

CREATE INDEX idx_workspace_invitations_workspace ON public.workspace_invitations (workspace_id);
CREATE INDEX idx_workspace_invitations_email ON public.workspace_invitations (email);
CREATE INDEX idx_workspace_invitations_token ON public.workspace_invitations (token);
CREATE INDEX idx_workspace_invitations_status ON public.workspace_invitations (status);

CREATE INDEX idx_articles_workspace ON public.articles (workspace_id);
CREATE INDEX idx_articles_slug ON public.articles (slug);
CREATE INDEX idx_articles_status ON public.articles (status);
CREATE INDEX idx_webinars_workspace ON public.webinars (workspace_id);
CREATE INDEX idx_webinars_slug ON public.webinars (slug);
CREATE INDEX idx_webinars_status ON public.webinars (status);
CREATE INDEX idx_webinars_scheduled ON public.webinars (scheduled_at);
CREATE INDEX idx_webinar_registrations_webinar ON public.webinar_registrations (webinar_id);
CREATE INDEX idx_webinar_registrations_contact ON public.webinar_registrations (contact_id);
CREATE INDEX idx_webinar_registrations_workspace ON public.webinar_registrations (workspace_id);

CREATE INDEX idx_tickets_workspace ON public.tickets (workspace_id);
CREATE INDEX idx_tickets_requester ON public.tickets (requester_id);
CREATE INDEX idx_tickets_assigned ON public.tickets (assigned_to);
CREATE INDEX idx_tickets_stage ON public.tickets (stage);
CREATE INDEX idx_tickets_workspace_stage ON public.tickets (workspace_id, stage);
CREATE INDEX idx_tickets_admin_workspace ON public.tickets (admin_workspace_id);
CREATE INDEX idx_ticket_comments_ticket ON public.ticket_comments (ticket_id);
CREATE INDEX idx_ticket_comments_created ON public.ticket_comments (ticket_id, created_at);
CREATE INDEX idx_ticket_history_ticket ON public.ticket_status_history (ticket_id);

CREATE INDEX idx_ari_config_workspace ON public.ari_config (workspace_id);
CREATE INDEX idx_ari_destinations_workspace ON public.ari_destinations (workspace_id);
CREATE INDEX idx_ari_destinations_country ON public.ari_destinations (workspace_id, country);
CREATE INDEX idx_ari_destinations_promoted ON public.ari_destinations (workspace_id, is_promoted)
  WHERE is_promoted = true;
CREATE INDEX idx_ari_conversations_workspace ON public.ari_conversations (workspace_id);
CREATE INDEX idx_ari_conversations_contact ON public.ari_conversations (contact_id);
CREATE INDEX idx_ari_conversations_state ON public.ari_conversations (workspace_id, state);
CREATE INDEX idx_ari_messages_conversation ON public.ari_messages (ari_conversation_id);
CREATE INDEX idx_ari_messages_workspace ON public.ari_messages (workspace_id);
CREATE INDEX idx_ari_messages_created ON public.ari_messages (created_at DESC);
CREATE INDEX idx_ari_payments_conversation ON public.ari_payments (ari_conversation_id);
CREATE INDEX idx_ari_payments_workspace ON public.ari_payments (workspace_id);
CREATE INDEX idx_ari_payments_status ON public.ari_payments (workspace_id, status);
CREATE INDEX idx_ari_payments_pending ON public.ari_payments (workspace_id, status, expires_at) WHERE status = 'pending';
CREATE INDEX idx_ari_appointments_conversation ON public.ari_appointments (ari_conversation_id);
CREATE INDEX idx_ari_appointments_workspace ON public.ari_appointments (workspace_id);
CREATE INDEX idx_ari_appointments_scheduled ON public.ari_appointments (workspace_id, scheduled_at);
CREATE INDEX idx_ari_appointments_consultant ON public.ari_appointments (consultant_id) WHERE consultant_id IS NOT NULL;
CREATE INDEX idx_ari_ai_comparison_workspace ON public.ari_ai_comparison (workspace_id);
CREATE INDEX idx_ari_ai_comparison_model ON public.ari_ai_comparison (workspace_id, ai_model);

CREATE INDEX idx_consultant_slots_workspace ON public.consultant_slots (workspace_id);
CREATE INDEX idx_consultant_slots_consultant ON public.consultant_slots (consultant_id) WHERE consultant_id IS NOT NULL;
CREATE INDEX idx_consultant_slots_active ON public.consultant_slots (workspace_id, is_active) WHERE is_active = true;
CREATE INDEX idx_consultant_slots_day ON public.consultant_slots (workspace_id, day_of_week, is_active);
CREATE INDEX idx_ari_flow_stages_workspace ON public.ari_flow_stages (workspace_id);
CREATE INDEX idx_ari_flow_stages_order ON public.ari_flow_stages (workspace_id, stage_order);
CREATE INDEX idx_ari_flow_stages_active ON public.ari_flow_stages (workspace_id, is_active) WHERE is_active = true;
CREATE INDEX idx_ari_knowledge_categories_workspace ON public.ari_knowledge_categories (workspace_id);
CREATE INDEX idx_ari_knowledge_categories_order ON public.ari_knowledge_categories (workspace_id, display_order);
CREATE INDEX idx_ari_knowledge_entries_workspace ON public.ari_knowledge_entries (workspace_id);
CREATE INDEX idx_ari_knowledge_entries_category ON public.ari_knowledge_entries (category_id);
CREATE INDEX idx_ari_knowledge_entries_active ON public.ari_knowledge_entries (workspace_id, is_active)
  WHERE is_active = true;
CREATE INDEX idx_ari_scoring_config_workspace ON public.ari_scoring_config (workspace_id);
