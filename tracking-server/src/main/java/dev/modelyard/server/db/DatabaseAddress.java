package dev.modelyard.server.db;

/** Where a database is and how to log in. */
public record DatabaseAddress(String jdbcUrl, String user, Secret password) {}
