import dev.errand.client.ApiClient;
import dev.errand.client.ApiException;
import dev.errand.client.api.EvidenceApi;
import dev.errand.client.api.TasksApi;
import dev.errand.client.model.CompleteCommand;
import dev.errand.client.model.Error;
import dev.errand.client.model.ErrorCode;
import dev.errand.client.model.EvidenceKind;
import dev.errand.client.model.MeasurementInput;
import dev.errand.client.model.NewEvidence;
import dev.errand.client.model.NewTask;
import dev.errand.client.model.Performer;
import dev.errand.client.model.Priority;
import dev.errand.client.model.PriorityInput;
import dev.errand.client.model.PriorityName;
import dev.errand.client.model.ScheduleInput;
import dev.errand.client.model.ScheduleSpec;
import dev.errand.client.model.TaskPatch;
import dev.errand.client.model.TaskStatus;
import dev.errand.client.model.TaskStatusName;
import dev.errand.client.model.ValidationError;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One task from its creation to its end, with the generated client: run ../run. */
class RoundTrip {

  private final ApiClient client = new ApiClient();
  private final TasksApi tasks;
  private final EvidenceApi evidence;

  private RoundTrip(String url) {
    client.updateBaseUri(url);
    tasks = new TasksApi(client);
    evidence = new EvidenceApi(client);
  }

  public static void main(String[] arguments) throws Exception {
    new RoundTrip(arguments[0]).run();
  }

  private void run() throws Exception {
    var wanted =
        new NewTask()
            .title("Check the north valve")
            .type("maintenance")
            .priority(new PriorityInput("high"))
            .dueAt("2036-06-01T08:00:00Z")
            .schedule(
                new ScheduleInput(
                    new ScheduleSpec()
                        .type(ScheduleSpec.TypeEnum.DAILY)
                        .time("08:00")
                        .timezone("Asia/Aden")))
            .tags(Set.of("water"));
    var created = tasks.createTaskWithHttpInfo(wanted, null, null, null, null);
    var task = created.getData();
    expect(
        "created",
        created.getStatusCode() == 201
            && task.getStatus() == TaskStatus.PENDING
            && task.getPriorityRank() == 10);
    expect("its schedule is typed", task.getSchedule().getType() == ScheduleSpec.TypeEnum.DAILY);

    expect(
        "its words are typed",
        task.getPerformer() == Performer.HUMAN && task.getPriority() == Priority.HIGH);

    var id = task.getId();
    var read = tasks.getTaskWithHttpInfo(id, null, null, null);
    expect("read", read.getData().getTitle().equals("Check the north valve"));
    var page =
        tasks.listTasks(
            100, null, null, "-created_at", null, List.of(TaskStatusName.PENDING), null, null, null,
            Performer.HUMAN, PriorityName.HIGH, null, null, null, null, null, null, "water", null,
            null, null, null, null, null, null);
    expect("listed", page.getItems().stream().anyMatch(item -> item.getId().equals(id)));

    var tag = read.getHeaders().get("etag").get(0);
    var patch = new TaskPatch().description("Two hours.").schedule(null);
    var changed = tasks.updateTask(id, patch, tag, null, null);
    expect("changed with If-Match", changed.getDescription().equals("Two hours."));
    var late = refused(() -> tasks.updateTask(id, new TaskPatch().title("Too late"), tag, null, null));
    expect(
        "a second change with the same tag is refused",
        late.getCode() == 412
            && error(late, Error.class).getCode() == ErrorCode.PRECONDITION_FAILED);

    var started = tasks.startTask(id, null, null, null, null, Map.of());
    expect("started", started.getStatus() == TaskStatus.RUNNING);
    var measured = new MeasurementInput().name("ph").value(new BigDecimal("6.8"));
    evidence.addEvidence(
        id,
        new NewEvidence().kind(EvidenceKind.MEASUREMENT).measurement(measured),
        null, null, null, null, null, null, null);
    var shown = evidence.listEvidence(id, null, null, null).getItems();
    expect("evidence added", shown.get(0).getMeasurement().getValue().doubleValue() == 6.8);
    var report = new CompleteCommand().notes("All rows watered").actualMinutes(90);
    var done = tasks.completeTask(id, null, null, null, null, report);
    expect(
        "completed",
        done.getStatus() == TaskStatus.COMPLETED
            && done.getCompletedAt() != null
            && done.getActualMinutes() == 90);

    var wrong =
        refused(
            () ->
                tasks.createTask(
                    new NewTask().title("").estimatedMinutes(-1), null, null, null, null));
    expect(
        "every mistake is named",
        wrong.getCode() == 422 && error(wrong, ValidationError.class).getDetail().size() == 2);
    var again = refused(() -> tasks.startTask(id, null, null, null, null, Map.of()));
    expect(
        "a command that the status forbids is refused",
        again.getCode() == 409
            && error(again, Error.class).getCode() == ErrorCode.INVALID_TRANSITION);

    tasks.deleteTask(id, null, null, null);
    var gone = refused(() -> tasks.getTask(id, null, null, null));
    expect(
        "deleted",
        gone.getCode() == 404 && error(gone, Error.class).getCode() == ErrorCode.NOT_FOUND);
  }

  private <T> T error(ApiException refused, Class<T> type) throws Exception {
    return client.getObjectMapper().readValue(refused.getResponseBody(), type);
  }

  private interface Request {
    void send() throws ApiException;
  }

  private static ApiException refused(Request request) {
    try {
      request.send();
    } catch (ApiException refused) {
      return refused;
    }
    throw new IllegalStateException("it should have been refused");
  }

  private static void expect(String what, boolean right) {
    if (!right) {
      throw new IllegalStateException(what);
    }
    System.out.println("  " + what);
  }
}
