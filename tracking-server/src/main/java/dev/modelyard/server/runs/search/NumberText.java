package dev.modelyard.server.runs.search;

/** Texts of the database that are numbers: {@code 1}, {@code -1.5}, {@code .5}, {@code 1e-3}. */
public final class NumberText {
  /** So far from the ends of 64-bit floats that no text of this form can overflow one. */
  private static final String FORM =
      "^[+-]?([0-9]{1,50}([.][0-9]{0,50})?|[.][0-9]{1,50})"
          + "([eE][+-]?0{0,2}([0-9]{1,2}|1[0-9][0-9]|2[0-4][0-9]))?$";

  private NumberText() {}

  /** The number that {@code text} spells, an SQL expression; NULL if it spells none. */
  public static String sql(String text) {
    return "CASE WHEN %1$s ~ '%2$s' THEN %1$s::float8 END".formatted(text, FORM);
  }
}
