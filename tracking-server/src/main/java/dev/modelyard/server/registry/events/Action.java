package dev.modelyard.server.registry.events;

/** What happened. The names are kept in the log, so they are never changed. */
public enum Action {
  MODEL_CREATED,
  MODEL_DESCRIBED,
  MODEL_RENAMED,
  MODEL_SETTINGS_CHANGED,
  MODEL_DELETED,
  MODEL_TAG_SET,
  MODEL_TAG_DELETED,
  VERSION_CREATED,
  VERSION_DESCRIBED,
  VERSION_DELETED,
  VERSION_TAG_SET,
  VERSION_TAG_DELETED,
  STAGE_CHANGED,
  ALIAS_SET,
  ALIAS_DELETED
}
