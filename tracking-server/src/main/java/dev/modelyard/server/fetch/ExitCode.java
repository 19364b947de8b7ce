package dev.modelyard.server.fetch;

/** How the command ends when it could not do what it should, for scripts to act on. */
enum ExitCode {
  OTHER(1, "something else went wrong"),
  USAGE(2, "the command line is wrong"),
  UNKNOWN(3, "there is no such model, version, alias, or no version in the stage"),
  AWAY(4, "the server cannot be reached or is overloaded"),
  SPOILED(5, "what the server sent is not what it promised: digest, size or path"),
  LOCAL(6, "this machine: disk full, folder of somebody else, another fetch into it");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }
}
