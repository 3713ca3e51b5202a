package dev.errand.events.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the stream, or gives one that is there what it lacks. Blocks. */
final class NatsStream {

  private static final Logger LOG = LoggerFactory.getLogger(NatsStream.class);
  private static final int NOT_FOUND = 10059;

  private final NatsSettings.Stream wanted;

  NatsStream(NatsSettings.Stream wanted) {
    this.wanted = wanted;
  }

  void ensure(Connection connection) throws IOException, JetStreamApiException {
    var management = connection.jetStreamManagement();
    try {
      complete(management, management.getStreamInfo(wanted.name()).getConfiguration());
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() != NOT_FOUND) {
        throw e;
      }
      management.addStream(
          StreamConfiguration.builder()
              .name(wanted.name())
              .subjects(wanted.subjects())
              .storageType(StorageType.File)
              .duplicateWindow(wanted.duplicateWindow())
              .maxAge(wanted.maxAge())
              .build());
      LOG.info("Made the NATS stream {} for {}", wanted.name(), wanted.subjects());
    }
  }

  /** What else its operator has set stays as it is. */
  private void complete(JetStreamManagement management, StreamConfiguration present)
      throws IOException, JetStreamApiException {
    var subjects = new LinkedHashSet<>(present.getSubjects());
    boolean more = !subjects.contains(wanted.subjects()) && !subjects.contains(">");
    if (more) {
      subjects.removeIf(this::isPartOfWanted);
      subjects.add(wanted.subjects());
    }
    var window = window(present.getMaxAge());
    boolean longer = present.getDuplicateWindow().compareTo(window) < 0;
    if (more || longer) {
      management.updateStream(
          StreamConfiguration.builder(present)
              .subjects(subjects)
              .duplicateWindow(longer ? window : present.getDuplicateWindow())
              .build());
      LOG.info(
          "Updated the NATS stream {}: subjects {}, duplicate window {}",
          wanted.name(),
          subjects,
          longer ? window : present.getDuplicateWindow());
    }
  }

  /** The subjects of a stream may not overlap. */
  private boolean isPartOfWanted(String subject) {
    var prefix = wanted.subjects().substring(0, wanted.subjects().length() - 1);
    return wanted.subjects().endsWith(".>") && subject.startsWith(prefix);
  }

  /** A stream cannot recognise repetitions of what it no longer keeps. */
  private Duration window(Duration maxAge) {
    boolean forever = maxAge.isZero();
    return forever || maxAge.compareTo(wanted.duplicateWindow()) > 0
        ? wanted.duplicateWindow()
        : maxAge;
  }
}
