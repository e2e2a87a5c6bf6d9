-- One generation of an archive. Spans are code points of articles.text.
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    source TEXT NOT NULL,           -- the file, folder or pattern it was found under
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL,           -- empty if it could not be read at all
    problems TEXT NOT NULL          -- JSON: what could not be read in it
) WITHOUT ROWID;
CREATE TABLE holdings (             -- which file holds which article, and where in it
    path TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
    record INTEGER,
    article TEXT NOT NULL REFERENCES articles DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX holdings_path ON holdings (path);
CREATE INDEX holdings_article ON holdings (article, path);
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    title TEXT,
    outlet TEXT,
    outlet_key TEXT,                -- the outlet, folded
    published TEXT,                 -- ISO 8601 date
    url TEXT,
    agency TEXT,
    language TEXT,                  -- ISO 639-1
    furniture TEXT NOT NULL,        -- JSON: [[start, end], …]
    text TEXT NOT NULL              -- last, so that what stands before it is read without it
) WITHOUT ROWID;
CREATE INDEX articles_published ON articles (published);
CREATE TABLE sentences (
    article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (article, start)
) WITHOUT ROWID;
CREATE TABLE passages (
    key INTEGER PRIMARY KEY,
    article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    vector INTEGER NOT NULL
);
CREATE INDEX passages_article ON passages (article, start);
CREATE INDEX passages_vector ON passages (vector);
CREATE TABLE statements (
    article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    mention_start INTEGER,
    mention_end INTEGER,
    cue_start INTEGER,
    cue_end INTEGER,
    speaker TEXT,
    kind TEXT NOT NULL,
    confidence REAL NOT NULL
);
CREATE INDEX statements_article ON statements (article, start);
CREATE INDEX statements_speaker ON statements (speaker);
CREATE TABLE spoken (               -- each folded word of a speaker's name, per passage
    word TEXT NOT NULL,
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    PRIMARY KEY (word, passage)
) WITHOUT ROWID;
CREATE INDEX spoken_passage ON spoken (passage);
