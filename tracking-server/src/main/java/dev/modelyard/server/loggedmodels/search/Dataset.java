package dev.modelyard.server.loggedmodels.search;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.wire.FieldReader;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dataset that points are of.
 *
 * @param name empty for any
 * @param digest empty for any; MLflow finds nothing by a name without a digest, by accident
 */
record Dataset(String name, String digest) {
  private static final int MAX = 100;

  static final Dataset ANY = new Dataset("", "");

  /** The datasets on which a search looks at metrics; none means any. */
  static List<Dataset> readAll(FieldReader in) {
    List<Dataset> datasets = in.objects(Dataset::read);
    if (datasets.size() > MAX) {
      throw ApiException.invalid("Invalid datasets: more than " + MAX);
    }
    return datasets;
  }

  private static Dataset read(FieldReader in) {
    String name = null;
    String digest = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "dataset_name" -> name = in.string();
        case "dataset_digest" -> digest = in.string();
        default -> in.skip();
      }
    }
    return new Dataset(in.requireText(name, "dataset_name"), digest == null ? "" : digest);
  }

  boolean isAny() {
    return equals(ANY);
  }

  /** The condition that a point {@code x} is of one of the datasets. */
  static String any(List<Dataset> datasets, Bindings bindings) {
    return datasets.stream()
        .map(dataset -> dataset.sql(bindings))
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  /** The condition that a point {@code x} is of this dataset. */
  String sql(Bindings bindings) {
    return (name.isEmpty() ? "TRUE" : "x.dataset_name = " + bindings.add(name))
        + (digest.isEmpty() ? "" : " AND x.dataset_digest = " + bindings.add(digest));
  }
}
