package dev.modelyard.server.auth;

/** What a route needs. Each right includes none of the others; grants are a matter of identity. */
public enum Permission {
  /** Nothing: liveness, readiness, the version. */
  OPEN,
  /** Look at experiments, runs, models and files. */
  READ,
  /** Create and change experiments and runs, log to them. */
  LOG,
  /** Create and describe models and versions. */
  REGISTER,
  /** Move stages and protected aliases. */
  PROMOTE,
  /** Run the server: users, settings, maintenance. */
  ADMIN
}
