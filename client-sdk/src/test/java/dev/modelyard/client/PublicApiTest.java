package dev.modelyard.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What users see, and what they get along with it. */
class PublicApiTest {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final String JACKSON = "com.fasterxml.jackson";

  private static ModuleDescriptor module() {
    return ModuleFinder.of(CLASSES).findAll().iterator().next().descriptor();
  }

  private static List<String> classNames() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files
          .map(file -> CLASSES.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.replace(".class", "").replace(File.separatorChar, '.'))
          .sorted()
          .toList();
    }
  }

  @Test
  void showsNoTypeOfJacksonNorOfItsOwnInside() throws Exception {
    List<String> exported =
        module().exports().stream().map(ModuleDescriptor.Exports::source).toList();
    assertThat(exported).containsExactly("dev.modelyard.client");
    int seen = 0;
    for (String name : classNames()) {
      Class<?> type = Class.forName(name, false, getClass().getClassLoader());
      if (exported.contains(type.getPackageName()) && isShown(type)) {
        seen++;
        assertThat(shownBy(type))
            .as(name)
            .noneMatch(shown -> shown.contains(JACKSON))
            .noneMatch(shown -> shown.matches(".*dev\\.modelyard\\.client\\.[a-z]+\\..*"));
      }
    }
    assertThat(seen).isGreaterThan(20);
  }

  /** The test above would see it. */
  @Test
  void seesATypeOfJackson() {
    assertThat(shownBy(Shows.class)).filteredOn(shown -> shown.contains(JACKSON)).hasSize(5);
  }

  public abstract static class Shows implements Supplier<JsonGenerator> {
    protected Map<String, List<JsonGenerator>> field = Map.of();

    protected Shows(JsonGenerator parameter) {}

    public abstract JsonGenerator[] result();

    public abstract <T extends JsonGenerator> void bound(T parameter);

    JsonGenerator hidden(JsonGenerator parameter) {
      return parameter;
    }
  }

  private static boolean isShown(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return isShown(type.getModifiers()) && (outer == null || isShown(outer));
  }

  private static boolean isShown(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  /** All types in its head and in the heads of its public and protected members. */
  private static List<String> shownBy(Class<?> type) {
    List<Type> types = new ArrayList<>(Arrays.asList(type.getGenericInterfaces()));
    if (type.getGenericSuperclass() != null) {
      types.add(type.getGenericSuperclass());
    }
    shown(type.getDeclaredFields()).map(Field::getGenericType).forEach(types::add);
    shown(type.getDeclaredConstructors()).forEach(one -> addHead(one, types));
    shown(type.getDeclaredMethods())
        .forEach(
            one -> {
              types.add(one.getGenericReturnType());
              addHead(one, types);
            });
    return types.stream().map(Type::getTypeName).toList();
  }

  private static <T extends Member> Stream<T> shown(T[] members) {
    return Arrays.stream(members).filter(one -> isShown(one.getModifiers()));
  }

  private static void addHead(Executable member, List<Type> types) {
    types.addAll(Arrays.asList(member.getGenericParameterTypes()));
    types.addAll(Arrays.asList(member.getGenericExceptionTypes()));
    Arrays.stream(member.getTypeParameters())
        .forEach(one -> types.addAll(Arrays.asList(one.getBounds())));
  }

  @Test
  void bringsJacksonCoreAlone() throws Exception {
    assertThat(module().requires())
        .filteredOn(one -> !one.modifiers().contains(Requires.Modifier.STATIC))
        .extracting(Requires::name)
        .containsExactlyInAnyOrder("java.base", "java.net.http", "com.fasterxml.jackson.core");
    assertThat(atRunTime(Path.of("pom.xml")))
        .containsExactly("com.fasterxml.jackson.core:jackson-core");
  }

  /** The dependencies of a POM that users get along. */
  private static List<String> atRunTime(Path pom) throws Exception {
    Element project =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(pom.toFile())
            .getDocumentElement();
    NodeList dependencies = project.getElementsByTagName("dependency");
    List<String> found = new ArrayList<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element one = (Element) dependencies.item(i);
      if (!List.of("test", "provided").contains(text(one, "scope"))) {
        found.add(text(one, "groupId") + ":" + text(one, "artifactId"));
      }
    }
    return found;
  }

  private static String text(Element element, String name) {
    NodeList found = element.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }

  @Test
  void needsNoOtherClasses() throws Exception {
    URL jackson = JsonGenerator.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader alone =
        new URLClassLoader(
            new URL[] {url(CLASSES), jackson}, ClassLoader.getPlatformClassLoader())) {
      for (String name : classNames()) {
        Class<?> type = Class.forName(name, true, alone);
        // Each resolves the types in the heads of its members.
        assertThat(type.getDeclaredMethods()).as(name).isNotNull();
        assertThat(type.getDeclaredFields()).as(name).isNotNull();
        assertThat(type.getDeclaredConstructors()).as(name).isNotNull();
      }
    }
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }
}
