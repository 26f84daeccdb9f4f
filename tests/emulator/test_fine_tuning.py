"""Fine-tuning, with the official client."""

import json

import openai
import pytest

BASE = "gpt-4.1-mini-2025-04-14"


def chats(count=12):
    return [
        {
            "messages": [
                {"role": "user", "content": f"What is the price of bicycle number{number}x?"},
                {"role": "assistant", "content": f"Bicycle {number} costs {100 + number} euros."},
            ]
        }
        for number in range(count)
    ]


def upload(client, rows, purpose="fine-tune"):
    text = rows if isinstance(rows, bytes) else "\n".join(map(json.dumps, rows)).encode()
    return client.files.create(file=("train.jsonl", text), purpose=purpose).id


def start(client, rows=None, **options):
    options = {"model": BASE} | options
    if "training_file" not in options:
        options["training_file"] = upload(client, chats() if rows is None else rows)
    return client.fine_tuning.jobs.create(**options)


def test_a_job_leaves_a_model_that_answers_as_its_examples(client):
    job = start(client, suffix="shop", metadata={"team": "x"}, seed=7)
    assert (job.status, job.fine_tuned_model, job.hyperparameters.n_epochs) == (
        "validating_files",
        None,
        "auto",
    )
    done = client.fine_tuning.jobs.retrieve(job.id)
    assert done.status == "succeeded"
    assert done.fine_tuned_model == f"ft:{BASE}:emulator:shop:{job.id[-8:]}"
    assert (done.hyperparameters.n_epochs, done.hyperparameters.batch_size, done.seed) == (3, 1, 7)
    assert done.method.type == "supervised"
    assert done.trained_tokens > 0
    assert done.finished_at >= done.created_at
    assert done.fine_tuned_model in {model.id for model in client.models.list()}
    answer = client.chat.completions.create(
        model=done.fine_tuned_model,
        messages=[{"role": "user", "content": "What is the price of bicycle number7x?"}],
    )
    assert answer.choices[0].message.content == "Bicycle 7 costs 107 euros."
    table = client.files.content(done.result_files[0]).text.splitlines()
    assert table[0].startswith("step,train_loss")
    assert len(table) == 37
    again = start(client, model=done.fine_tuned_model)
    assert client.fine_tuning.jobs.retrieve(again.id).fine_tuned_model.startswith(f"ft:{BASE}:")
    assert client.models.delete(done.fine_tuned_model).deleted


def test_events_and_checkpoints(client):
    options = {
        "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 5, "batch_size": 2}}}
    }
    job = start(client, validation_file=upload(client, chats()), **options)
    events = list(client.fine_tuning.jobs.list_events(job.id, limit=2))
    assert events[0].message == "The job has successfully completed"
    assert events[-1].message.startswith("Created fine-tuning job")
    losses = [event.data["train_loss"] for event in events if event.type == "metrics"]
    assert len(losses) == 5
    assert losses[0] < losses[-1]
    checkpoints = list(client.fine_tuning.jobs.checkpoints.list(job.id, limit=2))
    assert [each.step_number for each in checkpoints] == [30, 24, 18]
    assert (
        checkpoints[0].fine_tuned_model_checkpoint
        == client.fine_tuning.jobs.retrieve(job.id).fine_tuned_model
    )
    assert checkpoints[1].fine_tuned_model_checkpoint.endswith(":ckpt-step-24")
    assert checkpoints[1].metrics.full_valid_loss > 0
    assert client.models.retrieve(checkpoints[1].fine_tuned_model_checkpoint)


def test_lists_page_by_two_and_filter(client):
    file = upload(client, chats())
    ids = [start(client, training_file=file, metadata={"odd": str(number % 2)}).id for number in range(5)]
    assert [each.id for each in client.fine_tuning.jobs.list(limit=2)] == ids[::-1]
    odd = client.fine_tuning.jobs.list(metadata={"odd": "1"})
    assert [each.id for each in odd] == [ids[3], ids[1]]


@pytest.mark.parametrize(
    ("rows", "code", "text"),
    [
        (chats(3), "invalid_n_examples", "3 example"),
        (b"{oops\n" * 12, "invalid_file_format", "Line 1 is not valid JSON"),
        (b"[]\n" * 12, "invalid_file_format", "Line 1 is not a dictionary"),
        (b"\xff\xfe" * 12, "invalid_file_format", "UTF-8"),
        ([*chats(11), {"messages": []}], "invalid_file_format", "Line 12"),
        ([*chats(11), {"prompt": "x"}], "invalid_file_format", "missing key 'messages'"),
        ([*chats(11), {"messages": [{"role": "user", "content": "x"}]}], "invalid_file_format", "assistant"),
        ([*chats(11), {"messages": [{"role": "king", "content": "x"}]}], "invalid_file_format", "'king'"),
        ([*chats(11), {"messages": [{"role": "assistant"}]}], "invalid_file_format", "content"),
        (
            [*chats(11), {"messages": [{"role": "assistant", "content": "x", "weight": 2}]}],
            "invalid_file_format",
            "weight",
        ),
    ],
)
def test_bad_data_fails_the_job(client, rows, code, text):
    failed = client.fine_tuning.jobs.retrieve(start(client, rows).id)
    assert (failed.status, failed.error.code, failed.error.param) == ("failed", code, "training_file")
    assert text in failed.error.message
    assert failed.fine_tuned_model is None
    assert client.fine_tuning.jobs.list_events(failed.id).data[0].level == "error"


def test_a_bad_validation_file_fails_the_job(client):
    job = start(client, validation_file=upload(client, chats(1)))
    assert client.fine_tuning.jobs.retrieve(job.id).error.param == "validation_file"


def test_states_by_hand_pause_resume_cancel(client, shared_emulator):
    shared_emulator.transitions("manual")
    jobs = client.fine_tuning.jobs
    job = start(client)
    with pytest.raises(openai.BadRequestError):
        jobs.pause(job.id)
    seen = []
    for _index in range(2):
        shared_emulator.advance()
        seen.append(jobs.retrieve(job.id).status)
    assert seen == ["queued", "running"]
    assert jobs.retrieve(job.id).estimated_finish
    shared_emulator.advance()
    assert jobs.pause(job.id).status == "paused"
    assert shared_emulator.advance(3) == 0
    assert jobs.resume(job.id).status == "running"
    with pytest.raises(openai.BadRequestError):
        jobs.resume(job.id)
    shared_emulator.advance(2)
    assert jobs.retrieve(job.id).status == "succeeded"
    other = start(client)
    shared_emulator.advance(2)
    cancelled = jobs.cancel(other.id)
    assert (cancelled.status, cancelled.fine_tuned_model) == ("cancelled", None)
    with pytest.raises(openai.BadRequestError):
        jobs.cancel(other.id)
    assert jobs.checkpoints.list(other.id).data == []


def test_a_file_deleted_before_the_check_fails_the_job(client, shared_emulator):
    shared_emulator.transitions("manual")
    job = start(client)
    client.files.delete(job.training_file)
    shared_emulator.advance()
    assert client.fine_tuning.jobs.retrieve(job.id).error.code == "file_not_found"


def test_preferences(client):
    rows = [
        {
            "input": {"messages": [{"role": "user", "content": f"Greet person {number} kindly"}]},
            "preferred_output": [{"role": "assistant", "content": f"Good day, person {number}!"}],
            "non_preferred_output": [{"role": "assistant", "content": "Yo."}],
        }
        for number in range(10)
    ]
    method = {"type": "dpo", "dpo": {"hyperparameters": {"beta": 0.2}}}
    done = client.fine_tuning.jobs.retrieve(start(client, rows, method=method).id)
    assert (done.status, done.method.dpo.hyperparameters.beta) == ("succeeded", 0.2)
    failed = client.fine_tuning.jobs.retrieve(start(client, method=method).id)
    assert "missing key 'input'" in failed.error.message


def test_reinforcement(client):
    rows = [{"messages": [{"role": "user", "content": f"{n}+1?"}], "answer": str(n + 1)} for n in range(10)]
    grader = {
        "type": "string_check",
        "name": "exact",
        "operation": "eq",
        "input": "{{sample.output_text}}",
        "reference": "{{item.answer}}",
    }
    settings = {"grader": grader, "hyperparameters": {"reasoning_effort": "low", "n_epochs": 1}}
    method = {"type": "reinforcement", "reinforcement": settings}
    done = client.fine_tuning.jobs.retrieve(start(client, rows, model="gpt-5", method=method).id)
    assert done.status == "succeeded"
    assert done.method.reinforcement.grader.name == "exact"


@pytest.mark.parametrize(
    ("options", "error", "param"),
    [
        ({"training_file": "file-none"}, openai.BadRequestError, "training_file"),
        ({"model": "gpt-9"}, openai.NotFoundError, "model"),
        ({"model": "gpt-5.5"}, openai.BadRequestError, "model"),
        ({"suffix": "x" * 65}, openai.BadRequestError, "suffix"),
        ({"seed": -1}, openai.BadRequestError, "seed"),
        ({"method": {"type": "reinforcement"}}, openai.BadRequestError, "method.reinforcement.grader"),
        ({"method": {"type": "dpo", "supervised": {}}}, openai.BadRequestError, "method.supervised"),
        ({"hyperparameters": {"n_epochs": 51}}, openai.BadRequestError, "hyperparameters.n_epochs"),
    ],
)
def test_refusals_name_their_parameter(client, options, error, param):
    with pytest.raises(error) as caught:
        start(client, **options)
    assert caught.value.param == param


def test_files_must_be_for_fine_tuning(client):
    with pytest.raises(openai.BadRequestError, match="purpose"):
        start(client, training_file=upload(client, chats(), purpose="batch"))
    with pytest.raises(openai.NotFoundError):
        client.fine_tuning.jobs.retrieve("ftjob-none")


def test_new_jobs_end_with_their_day(client, shared_emulator):
    model = client.fine_tuning.jobs.retrieve(start(client).id).fine_tuned_model
    shared_emulator.clock.advance(45 * 86_400)
    with pytest.raises(openai.PermissionDeniedError) as caught:
        start(client)
    assert caught.value.code == "fine_tuning_closed"
    messages = [{"role": "user", "content": "Hello"}]
    assert client.chat.completions.create(model=model, messages=messages).choices


def test_permissions_of_checkpoints(client, shared_emulator):
    model = client.fine_tuning.jobs.retrieve(start(client).id).fine_tuned_model
    with shared_emulator.client(api_key=shared_emulator.admin_key) as admin:
        check_permissions(client, admin.fine_tuning.checkpoints.permissions, model, shared_emulator)
    with pytest.raises(openai.PermissionDeniedError):
        client.fine_tuning.checkpoints.permissions.list(model)


def check_permissions(client, permissions, model, shared_emulator):
    projects = [client.admin.organization.projects.create(name=str(number)).id for number in range(5)]
    made = list(permissions.create(model, project_ids=projects))
    assert [each.project_id for each in made] == projects
    assert [each.project_id for each in permissions.list(model, limit=2)] == projects[::-1]
    assert [each.project_id for each in permissions.list(model, order="ascending", limit=2)] == projects
    assert [each.id for each in permissions.list(model, project_id=projects[2])] == [made[2].id]
    key = shared_emulator.create_project_key(projects[0])["value"]
    with shared_emulator.client(api_key=key) as other:
        assert other.models.retrieve(model).id == model
        assert permissions.delete(made[0].id, fine_tuned_model_checkpoint=model).deleted
        with pytest.raises(openai.NotFoundError):
            other.models.retrieve(model)
    told = client.admin.organization.audit_logs.list(
        event_types=["checkpoint.permission.created", "checkpoint.permission.deleted"]
    )
    assert [each.project.id for each in told] == [projects[0], *projects[::-1]]
    with pytest.raises(openai.BadRequestError):
        permissions.create(model, project_ids=[projects[1]])
    with pytest.raises(openai.NotFoundError):
        permissions.list("ft:none")


def grade(client, grader, sample, item=None):
    return client.fine_tuning.alpha.graders.run(grader=grader, model_sample=sample, item=item or {})


def similarity(metric):
    return {
        "type": "text_similarity",
        "name": metric,
        "evaluation_metric": metric,
        "input": "{{sample.output_text}}",
        "reference": "{{item.answer}}",
    }


@pytest.mark.parametrize(
    "metric",
    ["cosine", "fuzzy_match", "bleu", "gleu", "meteor", "rouge_1", "rouge_2", "rouge_5", "rouge_l"],
)
def test_likeness_graders(client, metric):
    answer = {"answer": "the quick brown fox jumps over the lazy dog"}
    same, near, far = (
        grade(client, similarity(metric), sample, answer).reward
        for sample in (
            answer["answer"],
            "a quick brown fox jumps over the lazy cat",
            "stock markets fell sharply",
        )
    )
    assert same == pytest.approx(1, abs=0.01)
    assert same > near > far >= 0


@pytest.mark.parametrize(
    ("operation", "reference", "reward"),
    [
        ("eq", "Yes", 1),
        ("ne", "Yes", 0),
        ("eq", "yes", 0),
        ("like", "Ye", 1),
        ("ilike", "yES", 1),
        ("like", "no", 0),
    ],
)
def test_string_checks(client, operation, reference, reward):
    grader = {
        "type": "string_check",
        "name": "check",
        "operation": operation,
        "input": "{{ sample.output_text }}",
        "reference": reference,
    }
    assert grade(client, grader, "Yes").reward == reward


def test_python_graders(client):
    source = "def grade(sample, item):\n    return len(sample['output_text']) / item['most']\n"
    grader = {"type": "python", "name": "length", "source": source}
    assert grade(client, grader, "abcd", {"most": 8}).reward == 0.5
    failed = grade(client, grader, "abcd", {})
    assert failed.reward == 0
    assert failed.metadata.errors.python_grader_runtime_error
    assert "KeyError" in failed.metadata.errors.python_grader_runtime_error_details
    endless = {"type": "python", "name": "endless", "source": "def grade(s, i):\n    while True: pass"}
    assert grade(client, endless, "x").metadata.errors.python_grader_runtime_error


def test_model_and_multi_graders(client):
    judge = {
        "type": "score_model",
        "name": "judge",
        "model": "gpt-4.1",
        "range": [0, 10],
        "input": [
            {"role": "user", "content": "Good answer: Paris is the capital. Given: {{sample.output_text}}"}
        ],
    }
    good, bad = (grade(client, judge, text) for text in ("Paris is the capital of France", "bananas grow"))
    assert 10 >= good.reward > bad.reward >= 0
    assert good.metadata.token_usage > 0
    multi = {
        "type": "multi",
        "name": "both",
        "graders": {"a": similarity("rouge_1"), "b": judge},
        "calculate_output": "0.5 * a + b / 20",
    }
    both = grade(client, multi, "Paris", {"answer": "Paris"})
    assert both.sub_rewards["a"] == 1
    assert both.reward == pytest.approx(0.5 + both.sub_rewards["b"] / 20)


def test_graders_are_validated(client):
    graders = client.fine_tuning.alpha.graders
    good = similarity("bleu")
    assert graders.validate(grader=good).grader.name == "bleu"
    for wrong in (
        {"type": "python", "name": "x", "source": "def other(): pass"},
        {"type": "python", "name": "x", "source": "def grade(sample, item:"},
        similarity("bleu") | {"input": "{{ other.thing }}"},
        similarity("levenshtein"),
        {"type": "multi", "name": "m", "graders": {"a": good}, "calculate_output": "a + c"},
        {"type": "multi", "name": "m", "graders": {"a": good}, "calculate_output": "__import__('os')"},
        {"type": "multi", "name": "m", "graders": {"a": 1}, "calculate_output": "1"},
        {"type": "multi", "name": "m", "graders": {"a": {"type": "python"}}, "calculate_output": "1"},
    ):
        with pytest.raises(openai.BadRequestError):
            graders.validate(grader=wrong)
    missing = grade(client, good, "x", {})
    assert (missing.reward, missing.metadata.errors.invalid_variable_error) == (0, True)
