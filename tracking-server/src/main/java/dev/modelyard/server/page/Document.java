package dev.modelyard.server.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.modelyard.server.wire.Answer;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** Fills in the document of the page for one request. */
final class Document {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private final String template;

  Document(String template) {
    this.template = template;
  }

  /**
   * The document for a path.
   *
   * @param path as it was sent; what leads from it to the assets is relative, so that a proxy may
   *     put this server below any path of its own
   * @param look attributes of its first element, by which it looks as was chosen
   * @param assets what the page needs, loaded beside the first script instead of after it
   * @param data answers that the page would else ask for at once, by name
   */
  String of(String path, String look, List<String> assets, Map<String, Answer> data)
      throws IOException {
    String root = root(path);
    // The data come last: what they hold is looked through for no further place.
    int place = template.indexOf("{{data}}");
    String before = template.substring(0, place);
    String after = template.substring(place + "{{data}}".length());
    return fill(before, root, look, assets) + json(data) + fill(after, root, look, assets);
  }

  private static String fill(String part, String root, String look, List<String> assets) {
    return part.replace("{{preload}}", preload(assets))
        .replace("{{look}}", look)
        .replace("{{root}}", root);
  }

  private static String preload(List<String> assets) {
    StringBuilder links = new StringBuilder();
    for (String asset : assets) {
      String rel = asset.endsWith(".css") ? "stylesheet" : "modulepreload";
      links.append("<link rel=\"").append(rel).append("\" href=\"{{root}}").append(asset);
      links.append("\" crossorigin>\n");
    }
    return links.toString();
  }

  private static String root(String path) {
    long folders = path.chars().filter(c -> c == '/').count() - 1;
    return folders <= 0 ? "./" : "../".repeat((int) folders);
  }

  /** One JSON object that cannot end the element it stands in. */
  private static String json(Map<String, Answer> data) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      for (Map.Entry<String, Answer> entry : data.entrySet()) {
        out.writeFieldName(entry.getKey());
        entry.getValue().writeTo(out);
      }
      out.writeEndObject();
    }
    return text.toString().replace("<", "\\u003c");
  }
}
