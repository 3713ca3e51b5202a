package dev.errand.bench.chaos;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One kind of trouble. */
enum Strike {
  KILL_SERVICE {
    @Override
    void hit(Cluster cluster, SplittableRandom random) {
      one(cluster.services(), random, ProcessHandle::destroyForcibly);
    }
  },
  KILL_WORKER {
    @Override
    void hit(Cluster cluster, SplittableRandom random) {
      one(cluster.workers(), random, ProcessHandle::destroyForcibly);
    }
  },
  FREEZE_SERVICE {
    @Override
    void hit(Cluster cluster, SplittableRandom random) {
      one(cluster.services(), random, cluster::freeze);
    }
  },
  FREEZE_WORKER {
    @Override
    void hit(Cluster cluster, SplittableRandom random) {
      one(cluster.workers(), random, cluster::freeze);
    }
  },
  RESTART_POSTGRES_FAST {
    @Override
    void hit(Cluster cluster, SplittableRandom random) {
      cluster.server().restart("fast");
    }
  },
  RESTART_POSTGRES_IMMEDIATELY {
    @Override
    void hit(Cluster cluster, SplittableRandom random) {
      cluster.server().restart("immediate");
    }
  },
  TERMINATE_SESSIONS {
    @Override
    void hit(Cluster cluster, SplittableRandom random) {
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        cluster.server().terminateSessions(cluster.database());
      }
    }
  },
  RESTART_NATS {
    @Override
    void hit(Cluster cluster, SplittableRandom random) {
      var nats = cluster.nats();
      if (nats != null) {
        nats.restart(random.nextBoolean());
      }
    }
  };

  /** Chooses one; a seed always chooses the same. */
  static Strike next(SplittableRandom random) {
    return values()[random.nextInt(values().length)];
  }

  abstract void hit(Cluster cluster, SplittableRandom random);

  private static void one(
      List<ProcessHandle> processes, SplittableRandom random, Consumer<ProcessHandle> deed) {
    if (!processes.isEmpty()) {
      deed.accept(processes.get(random.nextInt(processes.size())));
    }
  }
}
