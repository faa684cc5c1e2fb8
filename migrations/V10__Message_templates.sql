-- Template texts contain ${customer} and the like for the mailer, so Flyway's placeholders are off (see the .conf).
CREATE TABLE message_templates (
    code        text        NOT NULL,
    locale      text        NOT NULL DEFAULT 'en',
    subject     text        NOT NULL,
    body        text        NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT message_templates_pkey PRIMARY KEY (code, locale)
);

INSERT INTO message_templates (code, locale, subject, body) VALUES
    ('invoice_sent', 'en', 'Invoice ${number}',
     'Dear ${customer},' || E'\n\n' || 'please find invoice ${number} attached; it is due on ${due_on}.'),
    ('invoice_sent', 'de', 'Rechnung ${number}',
     'Guten Tag ${customer},' || E'\n\n' || 'anbei die Rechnung ${number}, fällig am ${due_on}.'),
    ('invoice_sent', 'ja', '請求書 ${number}',
     '${customer} 様' || E'\n\n' || '請求書 ${number} をお送りします。お支払期限は ${due_on} です。'),
    ('payment_reminder', 'en', 'Reminder: invoice ${number}',
     'Dear ${customer},' || E'\n\n' || 'invoice ${number} was due on ${due_on}; we haven''t seen a payment yet.');
