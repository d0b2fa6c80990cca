-- Functions, triggers and row-level security.
--
-- Left out, because plain Postgres has no part that could run it: the pg_cron job `auto-close-tickets` (its function
-- is here, nothing calls it), the realtime publication, the storage buckets, Supabase's own roles, and the policies
-- that let the support hub read routed tickets (their text is not known).

CREATE SCHEMA private;

CREATE FUNCTION public.handle_new_user() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO public.profiles (id, email, full_name)
  VALUES (NEW.id, NEW.email, NEW.raw_user_meta_data ->> 'full_name');
  RETURN NEW;
END
$$;

CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users
  FOR EACH ROW EXECUTE FUNCTION public.handle_new_user();

CREATE FUNCTION public.update_updated_at() RETURNS trigger
  LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at = now();
  RETURN NEW;
END
$$;

CREATE FUNCTION public.update_updated_at_column() RETURNS trigger
  LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at = now();
  RETURN NEW;
END
$$;

DO $$
DECLARE
  stamped text;
BEGIN
  FOREACH stamped IN ARRAY ARRAY[
    'workspaces', 'contacts', 'conversations', 'profiles', 'articles', 'webinars', 'contact_notes', 'ari_config',
    'ari_destinations', 'ari_conversations', 'ari_payments', 'ari_appointments', 'ari_ai_comparison',
    'consultant_slots', 'ari_flow_stages', 'ari_knowledge_categories', 'ari_knowledge_entries', 'ari_scoring_config'
  ] LOOP
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE UPDATE ON public.%I FOR EACH ROW EXECUTE FUNCTION public.update_updated_at()',
      'update_' || stamped || '_updated_at', stamped);
  END LOOP;
END
$$;

CREATE TRIGGER update_tickets_updated_at BEFORE UPDATE ON public.tickets
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE FUNCTION public.get_workspace_by_phone_id(phone_id text) RETURNS uuid
  LANGUAGE sql STABLE SECURITY DEFINER
  AS $$ SELECT id FROM public.workspaces WHERE kapso_phone_id = phone_id LIMIT 1 $$;

CREATE FUNCTION private.get_user_role_in_workspace(workspace uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER
  AS $$ SELECT role FROM public.workspace_members WHERE workspace_id = workspace AND user_id = auth.uid() $$;

-- The clock is "seven days untouched", since any update moves updated_at.
CREATE FUNCTION public.auto_close_tickets() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  stale record;
  closed integer := 0;
BEGIN
  FOR stale IN
    SELECT id, requester_id FROM public.tickets
    WHERE stage = 'implementation' AND closed_at IS NULL AND updated_at < now() - interval '7 days'
  LOOP
    UPDATE public.tickets
    SET stage = 'closed', closed_at = now(),
        reopen_token = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
    WHERE id = stale.id;
    INSERT INTO public.ticket_status_history (ticket_id, changed_by, from_stage, to_stage, reason)
    VALUES (stale.id, stale.requester_id, 'implementation', 'closed', 'Ditutup sistem: tujuh hari tanpa kabar.');
    closed := closed + 1;
  END LOOP;
  RETURN closed;
END
$$;

-- Row-level security hides every row from a role that neither owns the tables nor bypasses it: a migration that
-- connects with such a role would read empty tables without an error.
DO $$
DECLARE
  secured text;
BEGIN
  FOR secured IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', secured);
  END LOOP;
  FOR secured IN
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'workspace_id' AND table_name <> 'contacts'
  LOOP
    EXECUTE format(
      'CREATE POLICY "members of the workspace" ON public.%I '
      'USING (private.get_user_role_in_workspace(workspace_id) IS NOT NULL)', secured);
  END LOOP;
END
$$;

CREATE POLICY "members see their own contacts" ON public.contacts USING (
  private.get_user_role_in_workspace(workspace_id) IN ('owner', 'admin')
  OR (private.get_user_role_in_workspace(workspace_id) = 'member' AND assigned_to = auth.uid()));
CREATE POLICY "everyone sees workspaces" ON public.workspaces FOR SELECT USING (true);
CREATE POLICY "everyone reads published articles" ON public.articles FOR SELECT USING (status = 'published');
CREATE POLICY "everyone reads published webinars" ON public.webinars FOR SELECT USING (status = 'published');
CREATE POLICY "everyone may register" ON public.webinar_registrations FOR INSERT WITH CHECK (true);
CREATE POLICY "own profile" ON public.profiles USING (id = auth.uid());
CREATE POLICY "members of the ticket's workspace" ON public.ticket_comments USING (
  EXISTS (SELECT FROM public.tickets WHERE tickets.id = ticket_id));
CREATE POLICY "members of the ticket's workspace" ON public.ticket_status_history USING (
  EXISTS (SELECT FROM public.tickets WHERE tickets.id = ticket_id));
