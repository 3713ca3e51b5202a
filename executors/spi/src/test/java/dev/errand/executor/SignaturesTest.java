package dev.errand.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What plugins compile against changes only on purpose: whoever changes it changes the recorded
 * signatures, too, and asks what becomes of the jars that are out there.
 */
class SignaturesTest {

  private static final Path RECORDED = Path.of("signatures.txt");
  private static final Set<String> OF_RECORDS = Set.of("equals", "hashCode", "toString");

  /** With {@code -Ddocs.write} they are recorded anew instead. */
  @Test
  void are_those_recorded() throws Exception {
    var present = String.join("\n", signatures()) + "\n";
    if (System.getProperty("docs.write") != null) {
      Files.writeString(RECORDED, present);
    }
    assertEquals(
        Files.readString(RECORDED),
        present,
        "plugins depend on this: if it is meant, ./verify -Dtest=SignaturesTest -Dtest.args=-Ddocs.write records it");
  }

  private static List<String> signatures() throws Exception {
    var folder =
        Path.of(Executor.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(Executor.class.getPackageName().replace('.', '/'));
    var lines = new ArrayList<String>();
    for (var name : classNames(folder)) {
      var type = Class.forName(Executor.class.getPackageName() + "." + name);
      if (isOffered(type.getModifiers()) && !type.isSynthetic()) {
        lines.add(header(type));
        members(type).sorted().map(line -> "  " + line).forEach(lines::add);
      }
    }
    return lines;
  }

  private static List<String> classNames(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .sorted()
          .toList();
    }
  }

  private static String header(Class<?> type) {
    var text = new StringBuilder(type.toGenericString());
    if (type.isRecord()) {
      text.append(
          Arrays.stream(type.getRecordComponents())
              .map(SignaturesTest::component)
              .collect(Collectors.joining(", ", "(", ")")));
    }
    Type parent = type.getGenericSuperclass();
    if (parent != null && parent != Object.class && parent != Record.class) {
      text.append(" extends ").append(parent.getTypeName());
    }
    for (var each : type.getGenericInterfaces()) {
      text.append(" implements ").append(each.getTypeName());
    }
    if (type.isSealed()) {
      text.append(
          Arrays.stream(type.getPermittedSubclasses())
              .map(Class::getSimpleName)
              .collect(Collectors.joining(", ", " permits ", "")));
    }
    return text.toString();
  }

  private static String component(RecordComponent component) {
    return component.getGenericType().getTypeName() + " " + component.getName();
  }

  private static Stream<String> members(Class<?> type) {
    var executables =
        Stream.<Executable>concat(
                Arrays.stream(type.getDeclaredConstructors()),
                Arrays.stream(type.getDeclaredMethods()))
            .filter(each -> isOffered(each.getModifiers()) && !each.isSynthetic())
            .filter(each -> !type.isRecord() || !OF_RECORDS.contains(each.getName()))
            .map(SignaturesTest::signature);
    var fields =
        Arrays.stream(type.getDeclaredFields())
            .filter(field -> isOffered(field.getModifiers()) && !field.isSynthetic())
            .map(Field::toGenericString);
    return Stream.concat(executables, fields);
  }

  private static String signature(Executable executable) {
    return switch (executable) {
      case Method method -> method.toGenericString();
      case Constructor<?> constructor -> constructor.toGenericString();
    };
  }

  private static boolean isOffered(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }
}
