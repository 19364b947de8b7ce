package dev.modelyard.server.wire;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Names for what its maker did not name, so that people can tell things apart in a talk. */
public final class MadeUpNames {
  // Short, so that a whole name has at most 20 characters as on MLflow.
  private static final List<String> ADJECTIVES =
      List.of(
          "able", "agile", "amber", "basic", "bold", "brave", "bright", "brisk", "calm", "clean",
          "clear", "clever", "cosmic", "crisp", "daring", "deep", "eager", "early", "easy", "fair",
          "fancy", "fast", "fine", "fluent", "fresh", "gentle", "glad", "golden", "grand", "green",
          "happy", "honest", "humble", "keen", "kind", "light", "lively", "loyal", "lucid", "lucky",
          "lunar", "merry", "mild", "modest", "neat", "nimble", "noble", "open", "patient", "polar",
          "proud", "quick", "quiet", "rapid", "rare", "ready", "round", "royal", "silent", "silver",
          "simple", "sleek", "smart", "smooth", "solar", "solid", "steady", "stoic", "sunny",
          "swift", "tidy", "tough", "vivid", "warm", "wise", "witty", "young", "zesty");

  private static final List<String> ANIMALS =
      List.of(
          "ant", "badger", "bat", "bear", "beaver", "bee", "bison", "boar", "bream", "camel",
          "carp", "cat", "cod", "colt", "crab", "crane", "crow", "deer", "dingo", "dove", "duck",
          "eagle", "eel", "egret", "elk", "emu", "falcon", "ferret", "finch", "fox", "frog", "gnu",
          "goat", "goose", "grouse", "gull", "hare", "hawk", "hen", "heron", "horse", "ibis", "jay",
          "kite", "koala", "lamb", "lark", "lemur", "lion", "llama", "lynx", "mink", "mole",
          "moose", "moth", "mouse", "mule", "newt", "otter", "owl", "panda", "perch", "pike",
          "pony", "puma", "quail", "rabbit", "ram", "raven", "robin", "seal", "shad", "shark",
          "sheep", "shrew", "skink", "sloth", "snail", "sole", "squid", "stork", "swan", "tapir",
          "tern", "tiger", "toad", "trout", "vole", "wasp", "whale", "wolf", "wren", "yak",
          "zebra");

  private MadeUpNames() {}

  /** A new name, such as {@code calm-otter-482}; not unique. */
  public static String next() {
    var random = ThreadLocalRandom.current();
    return ADJECTIVES.get(random.nextInt(ADJECTIVES.size()))
        + "-"
        + ANIMALS.get(random.nextInt(ANIMALS.size()))
        + "-"
        + random.nextInt(1000);
  }
}
