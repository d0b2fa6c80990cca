"""The rows of the sample: every oddity is there, every machine makes the same, and all lead somewhere."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql

from migration.sample.oddities import NEARLY_ONE_MIB
from migration.sample.plan import Plan
from migration.sample.tables import SAMPLE_TABLES
from tests.migration.sample.databases import PLAN, NewDatabase, make_sample

Database = Connection[Any]

# Hashes of the contacts and the messages of `PLAN`, as the first machine made them.
RECORDED = ("0d7bffa1c4efe6d3048c2c642c3fdccf", "a08e11f57d964078f44e90d24e175438")

# What it is, and a query that finds it. Each must find something.
ODDITIES = {
    "one person under three phone formats": """
        SELECT FROM contacts WHERE phone ~ '^[+0-9]+$' GROUP BY workspace_id, right(phone, 8)
        HAVING count(*) FILTER (WHERE phone LIKE '+62%') > 0 AND count(*) FILTER (WHERE phone LIKE '62%') > 0
        AND count(*) FILTER (WHERE phone LIKE '0%') > 0""",
    "a contact's phone in two workspaces": """
        SELECT FROM contacts GROUP BY phone HAVING count(DISTINCT workspace_id) > 1""",
    "two workspaces with one phone": "SELECT FROM workspaces GROUP BY kapso_phone_id HAVING count(kapso_phone_id) > 1",
    "a phone that is no number": "SELECT FROM contacts WHERE phone ~ '[a-z]'",
    "a number of the Emirates": "SELECT FROM contacts WHERE phone LIKE '+971%'",
    "a foreign number taken for an Indonesian one": "SELECT FROM contacts WHERE phone_normalized LIKE '+6297%'",
    "normalised without a plus": "SELECT FROM contacts WHERE phone_normalized LIKE '62%'",
    "the database's lead statuses": "SELECT FROM contacts WHERE lead_status = 'new'",
    "the import's lead statuses": "SELECT FROM contacts WHERE lead_status = 'converted'",
    "ARI's lead statuses": "SELECT FROM contacts WHERE lead_status = 'cold_lead'",
    "both spellings of a model": "SELECT FROM ari_conversations HAVING count(DISTINCT ai_model) > 2",
    "a conversation status of the application": "SELECT FROM conversations WHERE status = 'handover'",
    "a raw WhatsApp type": "SELECT FROM messages WHERE message_type = 'reaction'",
    "all shapes of contact metadata": """
        SELECT FROM contacts HAVING bool_or(metadata = '{}') AND bool_or(metadata ? 'imported_at')
        AND bool_or(metadata ? 'form_answers') AND bool_or(metadata #> '{metadata,form_answers}' IS NOT NULL)
        AND bool_or(metadata ? 'jenis_bisnis') AND bool_or(metadata ? 'webinar_id')
        AND bool_or(metadata ? 'kapso_conversation_id') AND bool_or(metadata ? 'merged_from')""",
    "all kinds of JSON": "SELECT FROM contacts HAVING count(DISTINCT jsonb_typeof(metadata)) = 6",
    "form answers under labels with spaces": "SELECT FROM contacts WHERE metadata->'form_answers' ? 'Negara Tujuan'",
    "form answers under joined words": "SELECT FROM contacts WHERE metadata->'form_answers' ? 'TargetCountry'",
    "form answers in snake case": "SELECT FROM contacts WHERE metadata->'form_answers' ? 'english_level'",
    "a key with a dollar": "SELECT FROM contacts WHERE metadata ? '$price'",
    "a key beyond ASCII": "SELECT FROM contacts WHERE metadata ? 'Café ☕'",
    "a nested key with a dollar": "SELECT FROM contacts WHERE metadata::text LIKE '%\"$oid\"%'",
    "a key with an underscore": "SELECT FROM contacts WHERE metadata ? '_hidden'",
    "an empty key": "SELECT FROM contacts WHERE metadata ? ''",
    "a key with a percent sign": "SELECT FROM contacts WHERE metadata ? '100%'",
    "a key that looks encoded": "SELECT FROM contacts WHERE metadata ? '$price' AND metadata ? '%24price'",
    "metadata of messages": """
        SELECT FROM messages HAVING bool_or(metadata = '{}') AND bool_or(metadata ? 'reply_to_kapso_id')
        AND bool_or(metadata ? 'filename') AND bool_or(metadata ? 'replyToId') AND bool_or(metadata ? 'ari_model')""",
    "old and new of a note": "SELECT FROM contact_notes WHERE metadata ? 'old' AND metadata->>'old' IS NOT NULL",
    "a tone with a greeting": "SELECT FROM ari_config WHERE tone ? 'greeting_template'",
    "a document that was not asked for": """
        SELECT FROM ari_conversations WHERE context #> '{documents,passport}' = 'null'""",
    "a score that is not whole": "SELECT FROM ari_conversations WHERE context #>> '{score_breakdown,document_score}' "
    "LIKE '%.5'",
    "requirements with keys left out": """
        SELECT FROM ari_destinations WHERE requirements ? 'gpa_min' AND NOT requirements ? 'ielts_min'""",
    "a callback of the gateway": "SELECT FROM ari_payments WHERE gateway_response->>'gross_amount' = '500000.00'",
    "a key in the cipher format": "SELECT FROM workspaces WHERE settings->>'kapso_api_key' LIKE '%:%:%'",
    "a key in plain text": "SELECT FROM workspaces WHERE settings->>'kapso_api_key' NOT LIKE '%:%'",
    "filters and notifications of a member": """
        SELECT FROM workspace_members WHERE settings ?& '{filterPresets,notifications}'""",
    "the last microsecond of a year": "SELECT FROM messages WHERE created_at = '2024-12-31 23:59:59.999999+00'",
    "a microsecond before 1970": "SELECT FROM messages WHERE created_at = '1969-12-31 23:59:59.999999+00'",
    "long before 1970": "SELECT FROM contacts WHERE created_at < '1960-01-01'",
    "a leap day": "SELECT FROM webinars WHERE scheduled_at::date = '2024-02-29'",
    "only the time of creation": "SELECT FROM contacts WHERE created_at IS NOT NULL AND updated_at IS NULL",
    "only the time of change": "SELECT FROM contacts WHERE created_at IS NULL AND updated_at IS NOT NULL",
    "neither time": "SELECT FROM contacts WHERE created_at IS NULL AND updated_at IS NULL",
    "a sender who is gone": """
        SELECT FROM messages WHERE sender_type = 'user' AND sender_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM auth.users WHERE users.id = sender_id)""",
    "a contact as sender": """
        SELECT FROM messages JOIN contacts ON contacts.id = sender_id WHERE sender_type = 'contact'""",
    "a bot with a user's id": "SELECT FROM messages JOIN auth.users ON users.id = sender_id WHERE sender_type = 'bot'",
    "a reply to a message that is gone": """
        SELECT FROM messages m WHERE metadata ? 'replyToId'
        AND NOT EXISTS (SELECT FROM messages WHERE id = (m.metadata->>'replyToId')::uuid)""",
    "a merged contact that is gone": """
        SELECT FROM contacts c WHERE metadata ? 'merged_from'
        AND NOT EXISTS (SELECT FROM contacts WHERE id = (c.metadata->'merged_from'->>0)::uuid)""",
    "twins without a city": """
        SELECT FROM ari_destinations WHERE city IS NULL GROUP BY workspace_id, country, university_name
        HAVING count(*) > 1""",
    "twins without a consultant": """
        SELECT FROM consultant_slots WHERE consultant_id IS NULL GROUP BY workspace_id, day_of_week, start_time
        HAVING count(*) > 1""",
    "twins without a period": """
        SELECT FROM ari_ai_comparison WHERE period_start IS NULL GROUP BY workspace_id, ai_model HAVING count(*) > 1""",
    "a text of nearly 1 MiB": f"SELECT FROM messages WHERE octet_length(content) = {NEARLY_ONE_MIB}",
    "emoji and Indonesian": "SELECT FROM messages WHERE content LIKE '%🙏%' AND content LIKE '%kak%'",
    "control characters and quotes": "SELECT FROM messages WHERE content ~ E'[\\\\x01\\\\t]' AND content LIKE '%\"%'",
    "an array as long as Convex takes": "SELECT FROM contacts WHERE jsonb_array_length(metadata->'scores') = 8192",
    "the longest varchar": "SELECT FROM contacts WHERE char_length(name) = 255 AND octet_length(name) = 1020",
    "a negative order": "SELECT FROM ari_flow_stages WHERE stage_order <= -1000",
    "a slot that ends at midnight": "SELECT FROM consultant_slots WHERE end_time = '24:00'",
    "a slot on Sunday": "SELECT FROM consultant_slots WHERE day_of_week = 0",
    "the largest amount": "SELECT FROM ari_payments WHERE amount = 2147483647",
    "satisfaction from 0 to 5": """
        SELECT FROM ari_ai_comparison HAVING bool_or(satisfaction_score = 0) AND bool_or(satisfaction_score = 5)""",
    "a token of the cron job": "SELECT FROM tickets WHERE reopen_token ~ '^[0-9a-f]{64}$'",
    "a token that names its ticket": """
        SELECT FROM tickets WHERE reopen_token !~ '^[0-9a-f]{64}$' AND
        convert_from(decode(rpad(translate(reopen_token, '-_', '+/'), (length(reopen_token) + 3) / 4 * 4, '='),
        'base64'), 'utf8') LIKE id || ':' || requester_id || ':%'""",
    "a ticket that the hub works": "SELECT FROM tickets WHERE admin_workspace_id <> workspace_id",
    "a pending approval": "SELECT FROM tickets WHERE pending_approval AND pending_stage IS NOT NULL",
    "an internal comment": "SELECT FROM ticket_comments WHERE is_internal",
    "a comment with a picture": """
        SELECT FROM ticket_comments WHERE content LIKE '%/ticket-attachments/' || ticket_id || '/%'""",
    "three workspaces and more": "SELECT FROM workspaces HAVING count(*) > 3",
    "a workspace without ARI": "SELECT FROM workspaces WHERE id NOT IN (SELECT workspace_id FROM ari_config)",
    "a workspace without scoring": """
        SELECT FROM workspaces WHERE id NOT IN (SELECT workspace_id FROM ari_scoring_config)""",
    "several conversations of a contact": "SELECT FROM conversations GROUP BY contact_id HAVING count(*) > 2",
    "a contact without a conversation": "SELECT FROM contacts WHERE id NOT IN (SELECT contact_id FROM conversations)",
    "a lost inbox conversation": "SELECT FROM ari_conversations WHERE conversation_id IS NULL",
    "appointments mostly without a payment": """
        SELECT FROM ari_appointments HAVING count(payment_id) > 0 AND count(payment_id) < count(*) / 2.0""",
    "an entry without a category": "SELECT FROM ari_knowledge_entries WHERE category_id IS NULL",
    "a user without a profile": "SELECT FROM auth.users WHERE id NOT IN (SELECT id FROM profiles)",
    "a user in two workspaces": "SELECT FROM workspace_members GROUP BY user_id HAVING count(*) > 1",
    "an invitation": "SELECT FROM workspace_invitations WHERE status = 'accepted'",
    "rows of the tables that only the live database has": """
        SELECT FROM flows, form_templates, knowledge_base, user_todos LIMIT 1""",
}


@pytest.mark.parametrize("query", ODDITIES.values(), ids=ODDITIES.keys())
def test_the_sample_has(database: Database, query: str) -> None:
    assert database.execute(query.encode()).fetchone() is not None


def test_every_nullable_column_is_null_in_some_row(database: Database) -> None:
    never_null = []
    for table in SAMPLE_TABLES:
        query = """
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = %s AND table_name = %s AND is_nullable = 'YES'
        """
        for (column,) in database.execute(query, [table.schema, table.name]).fetchall():
            found = database.execute(
                sql.SQL("SELECT FROM {} WHERE {} IS NULL LIMIT 1").format(
                    sql.Identifier(table.schema, table.name), sql.Identifier(column)
                )
            )
            if found.fetchone() is None:
                never_null.append(f"{table.name}.{column}")
    assert never_null == []


def test_every_column_has_a_value_in_some_row(database: Database) -> None:
    empty = []
    for table in SAMPLE_TABLES:
        query = "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
        for (column,) in database.execute(query, [table.schema, table.name]).fetchall():
            found = database.execute(
                sql.SQL("SELECT FROM {} WHERE {} IS NOT NULL LIMIT 1").format(
                    sql.Identifier(table.schema, table.name), sql.Identifier(column)
                )
            )
            if found.fetchone() is None:
                empty.append(f"{table.name}.{column}")
    assert empty == []


def test_no_row_lies_in_another_workspace_than_its_parent(database: Database) -> None:
    pairs = [
        ("conversations", "contact_id", "contacts"),
        ("messages", "conversation_id", "conversations"),
        ("contact_notes", "contact_id", "contacts"),
        ("ari_conversations", "contact_id", "contacts"),
        ("ari_conversations", "conversation_id", "conversations"),
        ("ari_messages", "ari_conversation_id", "ari_conversations"),
        ("ari_payments", "ari_conversation_id", "ari_conversations"),
        ("ari_appointments", "ari_conversation_id", "ari_conversations"),
        ("ari_appointments", "payment_id", "ari_payments"),
        ("ari_knowledge_entries", "category_id", "ari_knowledge_categories"),
        ("webinar_registrations", "webinar_id", "webinars"),
        ("webinar_registrations", "contact_id", "contacts"),
    ]
    strays = {}
    for child, column, parent in pairs:
        query = sql.SQL("SELECT count(*) FROM {} c JOIN {} p ON p.id = c.{} WHERE p.workspace_id <> c.workspace_id")
        row = database.execute(query.format(sql.Identifier(child), sql.Identifier(parent), sql.Identifier(column)))
        strays[f"{child}.{column}"] = row.fetchone()
    assert set(strays.values()) == {(0,)}, strays


def test_a_payment_belongs_to_the_conversation_of_its_appointment(database: Database) -> None:
    query = """
        SELECT count(*) FROM ari_appointments a JOIN ari_payments p ON p.id = a.payment_id
        WHERE a.ari_conversation_id <> p.ari_conversation_id
    """
    assert database.execute(query).fetchone() == (0,)


def test_no_address_or_number_can_be_somebodys(database: Database) -> None:
    query = """
        SELECT value FROM (
          SELECT email AS value FROM contacts UNION ALL SELECT email FROM profiles
          UNION ALL SELECT email FROM auth.users UNION ALL SELECT email FROM workspace_invitations
        ) addresses WHERE value !~ '@example\\.(com|id)$' AND value <> ''
        UNION ALL
        SELECT phone FROM contacts WHERE phone ~ '[0-9]' AND phone !~ '^([+]?62800|0800|[+]?97100)'
    """
    assert database.execute(query.encode()).fetchall() == []


def fingerprint(url: str) -> dict[str, str]:
    """Return a hash of all rows of each table, in the order in which they were written."""
    found = {}
    with psycopg.connect(url) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in SAMPLE_TABLES:
            query = sql.SQL("SELECT md5(string_agg(t::text, E'\\n' ORDER BY ctid)) FROM {} t")
            row = connection.execute(query.format(sql.Identifier(table.schema, table.name))).fetchone()
            found[table.name] = row[0] if row else ""
    return found


def test_the_same_seed_makes_the_same_rows(sample_url: str, new_database: NewDatabase) -> None:
    again = new_database()
    make_sample(again, PLAN)
    assert fingerprint(again) == fingerprint(sample_url)


def test_another_seed_makes_other_rows_in_every_table(sample_url: str, new_database: NewDatabase) -> None:
    other = new_database()
    make_sample(other, Plan(scale=PLAN.scale, seed=PLAN.seed + 1))
    assert not fingerprint(other).items() & fingerprint(sample_url).items()


def test_the_rows_are_those_of_every_machine(sample_url: str) -> None:
    """Recorded once; a change of the rows changes it, and so would a machine that makes others."""
    digest = fingerprint(sample_url)
    assert (digest["contacts"], digest["messages"]) == RECORDED


def test_a_scale_of_one_has_about_ten_thousand_rows(database: Database) -> None:
    counts = {}
    for table in SAMPLE_TABLES:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table.schema, table.name))
        row = database.execute(query).fetchone()
        counts[table.name] = row[0] if row else 0
    assert 9_500 < sum(counts.values()) < 11_000
    assert counts["messages"] > sum(counts.values()) / 2


@pytest.mark.parametrize(("scale", "rows"), [(10, 100_000), (50, 500_000)])
def test_the_plan_grows_with_the_scale(scale: int, rows: int) -> None:
    plan = Plan(scale=scale, seed=1)
    assert sum(plan.count(table.name) for table in SAMPLE_TABLES) == pytest.approx(rows, rel=0.05)


def test_a_large_sample_keeps_every_constraint(new_database: NewDatabase) -> None:
    sample = make_sample(new_database(), Plan(scale=6, seed=3))
    assert sample.rows == pytest.approx(60_000, rel=0.05)
