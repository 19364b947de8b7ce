package dev.modelyard.server.loggedmodels;

import java.util.ArrayList;
import java.util.List;

/**
 * What belongs to a logged model, each ordered by key.
 *
 * @param points the first of its points
 */
record ModelData(List<ModelText> params, List<ModelText> tags, List<ModelPoint> points) {
  /** How many points are read with the rest; who has more is read on in portions. */
  static final int FIRST_POINTS = 1_000;

  /** Lists to be filled. */
  static ModelData empty() {
    return new ModelData(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }
}
