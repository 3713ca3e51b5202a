package dev.errand.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * What the log looks like. Logback finds this class by its service file and asks it before anything
 * is logged, so there is no XML to read at start; {@link #apply} follows when the configuration is
 * known. The log goes to standard output.
 */
public final class Logging extends ContextAwareBase implements Configurator {

  private static final String TEXT = "%d{HH:mm:ss.SSS} %-5level %-24.24logger{0} %msg%mdc%kvp%n";

  /** The form of a line. */
  public enum Format {
    TEXT,
    JSON;

    /**
     * The form that a setting names.
     *
     * @param name text, json, or auto for text on a terminal
     */
    public static Format of(String name, boolean terminal) {
      return switch (name) {
        case "text" -> TEXT;
        case "json" -> JSON;
        default -> terminal ? TEXT : JSON;
      };
    }
  }

  /** Until the configuration is read, only what goes wrong is worth a line. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    write(context, Level.WARN, Format.TEXT);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Sets the level and the form for the whole process.
   *
   * @param level error, warn, info, debug or trace
   */
  public static void apply(String level, Format format) {
    write((LoggerContext) LoggerFactory.getILoggerFactory(), Level.valueOf(level), format);
  }

  private static void write(LoggerContext context, Level level, Format format) {
    context.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder(context, format));
    console.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(console);
    root.setLevel(level.isGreaterOrEqual(Level.INFO) ? Level.WARN : level);
    context.getLogger("dev.errand").setLevel(level);
    // Vert.x registers one gauge for each of its pools under the same name, and is told so each
    // time.
    context.getLogger("io.micrometer").setLevel(Level.ERROR);
    // What these have to say is said by our own code, in one line and without a stack trace.
    context.getLogger("org.flywaydb").setLevel(Level.OFF);
    context.getLogger("io.zonky").setLevel(Level.OFF);
    context.getLogger("org.postgresql").setLevel(Level.OFF);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, Format format) {
    if (format == Format.JSON) {
      JsonLines json = new JsonLines();
      json.setContext(context);
      json.start();
      return json;
    }
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern(TEXT);
    text.start();
    return text;
  }
}
