-- Files of runs and logged models: their names here, their bytes in a folder or in S3.
-- Only new tables: no locks on anything that exists. What each is for: db/README.md.

-- Bytes that are whole and durable. Never changed; equal bytes are one blob.
CREATE TABLE blob (
  blob_id  uuid PRIMARY KEY,
  sha256   bytea NOT NULL CHECK (octet_length(sha256) = 32),
  size     bigint NOT NULL CHECK (size >= 0),
  created  bigint NOT NULL,
  unlinked bigint,
  CONSTRAINT blob_sha256 UNIQUE (sha256)
);

CREATE INDEX blob_unlinked ON blob (unlinked) WHERE unlinked IS NOT NULL;

-- Ids under which the store may hold bytes though no blob claims them: on record before a byte is
-- written, and until the last byte is gone.
CREATE TABLE blob_stray (
  blob_id uuid PRIMARY KEY,
  since   bigint NOT NULL,
  doomed  boolean NOT NULL
);

CREATE INDEX blob_stray_since ON blob_stray (since);

-- A file, or a folder on the way to one (then without a blob). The root is '' and has no row.
CREATE TABLE artifact (
  root     uuid NOT NULL,
  kind     text COLLATE "C" NOT NULL CHECK (kind IN ('run', 'model')),
  folder   text COLLATE "C" NOT NULL CHECK (octet_length(folder) <= 1024),
  name     text COLLATE "C" NOT NULL CHECK (name <> '' AND octet_length(name) <= 255),
  blob_id  uuid REFERENCES blob,
  size     bigint CHECK ((size IS NULL) = (blob_id IS NULL)),
  modified bigint NOT NULL,
  PRIMARY KEY (root, kind, folder, name)
);

CREATE INDEX artifact_by_blob ON artifact (blob_id) WHERE blob_id IS NOT NULL;

-- Uploads in parts that clients have begun. What is done stays a while, so that it can be repeated.
-- store_id: the store's own name of an upload whose parts go straight to it; else they come to us.
CREATE TABLE upload (
  token    bytea PRIMARY KEY CHECK (octet_length(token) = 32),
  blob_id  uuid NOT NULL,
  store_id text,
  place    text COLLATE "C" NOT NULL,
  created  bigint NOT NULL,
  done     boolean NOT NULL DEFAULT false
);

CREATE INDEX upload_created ON upload (created);

-- The parts that came to us, each a stray of its own until the upload is done.
CREATE TABLE upload_part (
  token   bytea NOT NULL REFERENCES upload ON DELETE CASCADE,
  number  int NOT NULL CHECK (number BETWEEN 1 AND 10000),
  blob_id uuid NOT NULL,
  size    bigint NOT NULL,
  etag    text COLLATE "C" NOT NULL,
  PRIMARY KEY (token, number)
);
