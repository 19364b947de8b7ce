package dev.modelyard.client.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A tree of provenances as one map: names are joined by dots, an object's own name holds its class.
 */
final class Flat {
  /** What Tribuo repeats in every object and what is told once elsewhere. */
  private static final Set<String> NOISE = Set.of("host-short-name", "tribuo-version");

  private final Map<String, PrimitiveProvenance<?>> leaves = new TreeMap<>();
  private final Map<String, String> texts = new TreeMap<>();

  private Flat() {}

  static Flat of(String name, Provenance root) {
    Flat flat = new Flat();
    flat.add(name, root);
    return flat;
  }

  /** All values as texts. */
  Map<String, String> texts() {
    return texts;
  }

  /** The values that stand alone, in the order of their names. */
  Map<String, PrimitiveProvenance<?>> leaves() {
    return leaves;
  }

  private void add(String name, Provenance value) {
    if (value instanceof PrimitiveProvenance) {
      PrimitiveProvenance<?> leaf = (PrimitiveProvenance<?>) value;
      leaves.put(name, leaf);
      texts.put(name, String.valueOf(leaf.getValue()));
    } else if (value instanceof ListProvenance) {
      addAll(name, ((ListProvenance<?>) value).getList());
    } else if (value instanceof MapProvenance) {
      ((MapProvenance<?>) value).getMap().forEach((key, part) -> add(below(name, key), part));
    } else if (value instanceof ObjectProvenance) {
      ObjectProvenance object = (ObjectProvenance) value;
      texts.put(name, object.getClassName());
      for (Pair<String, Provenance> part : object) {
        String key = part.getA();
        if (!key.equals(ObjectProvenance.CLASS_NAME) && !NOISE.contains(key)) {
          add(below(name, key), part.getB());
        }
      }
    } else {
      texts.put(name, String.valueOf(value));
    }
  }

  /** A list of numbers or words is one value: it can have as many as there are examples. */
  private void addAll(String name, List<? extends Provenance> parts) {
    if (parts.stream().allMatch(part -> part instanceof PrimitiveProvenance)) {
      texts.put(
          name,
          parts.stream()
              .map(part -> String.valueOf(((PrimitiveProvenance<?>) part).getValue()))
              .collect(Collectors.joining(", ", "[", "]")));
      return;
    }
    for (int i = 0; i < parts.size(); i++) {
      add(below(name, Integer.toString(i)), parts.get(i));
    }
  }

  private static String below(String name, String key) {
    return name.isEmpty() ? key : name + "." + key;
  }
}
