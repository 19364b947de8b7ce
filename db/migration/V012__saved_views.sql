-- Addresses of pages that say more than an address can hold, under short keys.
-- Only a new table: no locks on anything that exists. What it is for: db/README.md.

CREATE TABLE saved_view (
  key           text COLLATE "C" PRIMARY KEY CHECK (char_length(key) = 32),
  address       text COLLATE "C" NOT NULL CHECK (char_length(address) <= 65536),
  creation_time bigint NOT NULL
);
