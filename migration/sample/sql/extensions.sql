-- The id generator of the older tables. Supabase has it from uuid-ossp; where that extension is not installed
-- (the embedded Postgres of the tests), a function of the same name stands in, so that the defaults read the same.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'uuid-ossp') THEN
    CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
  ELSE
    CREATE OR REPLACE FUNCTION public.uuid_generate_v4() RETURNS uuid
      LANGUAGE sql VOLATILE AS 'SELECT gen_random_uuid()';
  END IF;
END
$$;

-- Who is asking, as Supabase derives it from the claims of the request.
CREATE FUNCTION auth.uid() RETURNS uuid
  LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
