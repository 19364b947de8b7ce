package dev.modelyard.server.runs.search;

/** Texts of the database that are numbers: {@code 1}, {@code -1.5}, {@code .5}, {@code 1e-3}. */
public final class NumberText {
  private static final String FORM =
      "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)" + "([eE][+-]?0*([0-9]{1,2}|1[0-9][0-9]|2[0-4][0-9]))?$";

  /**
   * With the exponents above so far from the ends of 64-bit floats that no text can overflow one.
   * As bounds within the form it would make that twenty times as dear.
   */
  private static final int MAX_LENGTH = 50;

  private NumberText() {}

  /** The number that {@code text} spells, an SQL expression; NULL if it spells none. */
  public static String sql(String text) {
    return "CASE WHEN octet_length(%1$s) <= %3$d AND %1$s ~ '%2$s' THEN %1$s::float8 END"
        .formatted(text, FORM, MAX_LENGTH);
  }
}
