package dev.modelyard.server.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A row of the files search/*.tsv; their heads say what the columns hold. */
record Example(
    String kind,
    String filter,
    String orderBy,
    String arguments,
    String answer,
    boolean accepted,
    String difference) {

  static final Map<String, Grammar> GRAMMARS =
      new TreeMap<>(
          Map.of(
              "experiments", Grammars.EXPERIMENTS,
              "runs", Grammars.RUNS,
              "registered-models", Grammars.REGISTERED_MODELS,
              "model-versions", Grammars.MODEL_VERSIONS,
              "logged-models", Grammars.LOGGED_MODELS));

  static Stream<Example> all() {
    return GRAMMARS.keySet().stream().flatMap(Example::of);
  }

  private static Stream<Example> of(String kind) {
    try (InputStream in =
            Objects.requireNonNull(
                Example.class.getResourceAsStream("/search/" + kind + ".tsv"), kind);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> ofRow(kind, line))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Example ofRow(String kind, String line) {
    String[] cells = Arrays.copyOf(line.split("\t", -1), 7);
    Arrays.setAll(cells, i -> cells[i] == null ? "" : cells[i]);
    return new Example(
        kind, cells[0], cells[1], cells[2], cells[3], cells[4].equals("accept"), cells[5]);
  }

  Grammar grammar() {
    return Objects.requireNonNull(GRAMMARS.get(kind));
  }

  /** The filter as a caller would send it, with made-up ids. */
  @Nullable String filterText() {
    String id = kind.equals("experiments") ? "19" : "0123456789abcdef0123456789abcdef";
    return switch (filter) {
      case "(absent)" -> null;
      case "(empty)" -> "";
      case "(blanks)" -> " ";
      default -> filter.replace("(newline)", "\n").replaceAll("\\{[^}]+}", id);
    };
  }

  void parse() {
    Filter.parse(grammar(), filterText());
    if (orderBy.contains("{")) {
      json().forEach(this::parseOrderObject);
    } else {
      OrderBy.parse(grammar(), orderTexts());
    }
  }

  private void parseOrderObject(JsonNode key) {
    boolean ascending = key.path("ascending").asBoolean(true);
    OrderKey.ofFieldName(grammar(), key.path("field_name").asText(), ascending);
  }

  private List<String> orderTexts() {
    return json().valueStream().map(JsonNode::asText).toList();
  }

  private JsonNode json() {
    try {
      return new ObjectMapper().readTree(orderBy.isEmpty() ? "[]" : orderBy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return kind + ": " + String.join(" ", filter, orderBy, arguments);
  }
}
