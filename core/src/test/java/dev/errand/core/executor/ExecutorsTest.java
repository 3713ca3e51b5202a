package dev.errand.core.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins as jars, compiled here as their authors would: against the SPI alone. */
class ExecutorsTest {

  private static final String PLUGIN =
      """
      package plugin;
      public class Plugin implements dev.errand.executor.Executor {
        public dev.errand.executor.TaskType taskType() {
          return dev.errand.executor.TaskType.named("TYPE");
        }
        public dev.errand.executor.Outcome run(dev.errand.executor.Execution e) {
          return dev.errand.executor.Outcome.completed(
              new io.vertx.core.json.JsonObject().put("library", Library.VERSION));
        }
      }
      class Library { static final String VERSION = "VALUE"; }
      """;

  @TempDir Path folder;

  private static ExecutorSettings settings(@Nullable Path plugins) {
    return new ExecutorSettings(plugins, false, Set.of(), Set.of(), Map.of());
  }

  private Path jar(String name, String type, String version) throws IOException {
    var sources = Files.createDirectories(folder.resolve("src-" + name));
    var source = sources.resolve("Plugin.java");
    Files.writeString(source, PLUGIN.replace("TYPE", type).replace("VALUE", version));
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertEquals(
        0,
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            sources.toString(),
            source.toString()));
    var plugins = Files.createDirectories(folder.resolve("plugins"));
    var jar = plugins.resolve(name + ".jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (var compiled : List.of("plugin/Plugin.class", "plugin/Library.class")) {
        out.putNextEntry(new JarEntry(compiled));
        Files.copy(sources.resolve(compiled), out);
      }
      out.putNextEntry(new JarEntry("META-INF/services/dev.errand.executor.Executor"));
      out.write("plugin.Plugin".getBytes(UTF_8));
    }
    return plugins;
  }

  @Test
  void each_jar_has_a_class_loader_of_its_own_that_hides_the_host() throws Exception {
    jar("one", "one", "1");
    var executors = Executors.load(settings(jar("two", "two", "2")));
    var one = executors.get("one").executor().getClass();
    var two = executors.get("two").executor().getClass();
    assertEquals(one.getName(), two.getName());
    assertNotSame(one, two);
    for (var hidden :
        List.of("dev.errand.core.executor.Executors", "org.slf4j.Logger", "io.vertx.core.Vertx")) {
      assertThrows(
          ClassNotFoundException.class, () -> one.getClassLoader().loadClass(hidden), hidden);
    }
    try (InputStream services =
        one.getClassLoader()
            .getResourceAsStream("META-INF/services/dev.errand.executor.Executor")) {
      assertEquals("plugin.Plugin", new String(services.readAllBytes(), UTF_8));
    }
  }

  @Test
  void a_type_declared_twice_is_refused_with_both_sources() throws Exception {
    jar("one", "same", "1");
    var plugins = jar("two", "same", "2");
    var broken = assertThrows(BrokenPlugin.class, () -> Executors.load(settings(plugins)));
    assertTrue(String.valueOf(broken.getMessage()).contains("one.jar"), broken::getMessage);
    assertTrue(String.valueOf(broken.getMessage()).contains("two.jar"), broken::getMessage);
  }

  @Test
  void a_broken_folder_or_jar_is_named_in_one_line() throws Exception {
    var missing = folder.resolve("missing");
    refused(settings(missing), "is no folder");
    var plugins = Files.createDirectories(folder.resolve("plugins"));
    Files.writeString(plugins.resolve("text.jar"), "no jar at all");
    refused(settings(plugins), "text.jar");
  }

  @Test
  void names_that_no_executor_has_are_refused() {
    var wrong = Set.of("wether");
    refused(new ExecutorSettings(null, false, wrong, Set.of(), Map.of()), "EXECUTORS_ENABLED");
    refused(new ExecutorSettings(null, false, Set.of(), wrong, Map.of()), "EXECUTORS_DISABLED");
  }

  @Test
  void a_name_of_people_or_an_alias_of_another_is_refused() throws Exception {
    refused(settings(jar("people", "todo", "1")), "declared twice, by the types of people and by");
  }

  @Test
  void broken_jars_are_left_out_if_so_configured_and_the_rest_is_there() throws Exception {
    jar("a-good", "good", "1");
    jar("b-taken", "good", "2");
    var plugins = jar("c-fine", "fine", "3");
    Files.writeString(plugins.resolve("text.jar"), "no jar at all");
    var settings =
        new ExecutorSettings(
            plugins,
            true,
            Set.of("good", "fine"),
            Set.of("gone"),
            Map.of("gone", new JsonObject()));
    var executors = Executors.load(settings);
    assertEquals(
        List.of("fine", "good"), executors.taskTypes().stream().map(TaskType::name).toList());
    var unknown = new ExecutorSettings(plugins, false, Set.of(), Set.of(), Map.of());
    refused(unknown, "b-taken.jar");
  }

  @Test
  void a_jar_without_a_declaration_or_with_a_class_that_is_not_there_is_refused() throws Exception {
    var plugins = Files.createDirectories(folder.resolve("plugins"));
    var declaration = "META-INF/services/dev.errand.executor.Executor";
    try (var out = new JarOutputStream(Files.newOutputStream(plugins.resolve("x.jar")))) {
      out.putNextEntry(new JarEntry("readme.txt"));
    }
    refused(settings(plugins), "x.jar declares no executor: it needs " + declaration);
    try (var out = new JarOutputStream(Files.newOutputStream(plugins.resolve("x.jar")))) {
      out.putNextEntry(new JarEntry(declaration));
      out.write("plugin.Missing".getBytes(UTF_8));
    }
    refused(settings(plugins), "plugin.Missing");
  }

  private static void refused(ExecutorSettings settings, String named) {
    var broken = assertThrows(BrokenPlugin.class, () -> Executors.load(settings));
    assertTrue(String.valueOf(broken.getMessage()).contains(named), broken::getMessage);
    assertEquals(1, String.valueOf(broken.getMessage()).lines().count());
  }
}
