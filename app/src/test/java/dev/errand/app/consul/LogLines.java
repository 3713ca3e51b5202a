package dev.errand.app.consul;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What some classes write into the log while it is open. */
final class LogLines implements AutoCloseable {

  private final List<Logger> loggers;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  LogLines(Class<?>... writers) {
    loggers =
        List.of(writers).stream().map(writer -> (Logger) LoggerFactory.getLogger(writer)).toList();
    appender.start();
    for (var logger : loggers) {
      logger.setLevel(Level.INFO);
      logger.addAppender(appender);
    }
  }

  /** Of one class and one level. */
  List<String> of(Class<?> writer, String level) {
    return new ArrayList<>(appender.list)
        .stream()
            .filter(line -> line.getLoggerName().equals(writer.getName()))
            .filter(line -> line.getLevel().toString().equals(level))
            .map(ILoggingEvent::getFormattedMessage)
            .toList();
  }

  @Override
  public String toString() {
    return new ArrayList<>(appender.list).toString();
  }

  @Override
  public void close() {
    for (var logger : loggers) {
      logger.setLevel(null);
      logger.detachAppender(appender);
    }
  }
}
