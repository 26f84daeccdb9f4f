"""Audio, with the official client."""

import base64
import io
import json
import wave

import openai
import pytest

from fjcorp_openai.emulator.families.audio import formats, reading, waveform

TEXT = "Hello there. This is the shop, how can we help you today? Ärger gibt es keinen."


@pytest.fixture
def speech(client):
    def speak(**options):
        options = {"model": "tts-1", "voice": "alloy", "input": TEXT} | options
        return client.audio.speech.create(**options).read()

    return speak


@pytest.fixture
def hear(client):
    def transcribe(data, name="a.wav", **options):
        return client.audio.transcriptions.create(file=(name, data), **{"model": "whisper-1"} | options)

    return transcribe


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "aac", "opus"])
def test_speech_lasts_as_long_as_its_text_and_gives_it_back(speech, hear, kind):
    data = speech(response_format=kind)
    recording = reading.read(data)
    assert recording.format == {"opus": "ogg"}.get(kind, kind)
    assert 3 < recording.seconds < 10
    assert hear(data, f"a.{kind}").text == TEXT


def test_wav_holds_sound(speech):
    with wave.open(io.BytesIO(speech(response_format="wav"))) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 24_000)
        assert any(sound.readframes(sound.getnframes()))
        length = sound.getnframes()
    assert len(speech(response_format="pcm")) == 2 * length
    with wave.open(io.BytesIO(speech(response_format="wav", speed=2))) as fast:
        assert fast.getnframes() == pytest.approx(length / 2, rel=0.01)
    assert speech(response_format="pcm", voice="echo") != speech(response_format="pcm")


def test_the_longest_text_fits_every_format():
    text = "€" * 4096
    samples = waveform.speak(text, "alloy")
    for name, (_unused, encode) in formats.ENCODERS.items():
        recording = reading.read(encode(samples, text))
        assert (recording.comment if name != "pcm" else text) == text


def test_speech_as_file_and_as_stream(client, tmp_path, shared_emulator):
    options = {"model": "gpt-4o-mini-tts", "voice": "coral", "input": "hi there", "response_format": "wav"}
    with client.audio.speech.with_streaming_response.create(**options) as response:
        response.stream_to_file(tmp_path / "a.wav")
        assert response.headers["content-type"] == "audio/wav"
    whole = (tmp_path / "a.wav").read_bytes()
    answer = shared_emulator.call("POST", "/audio/speech", json=options | {"stream_format": "sse"})
    events = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")]
    assert events[-1]["type"] == "speech.audio.done"
    assert events[-1]["usage"]["total_tokens"] > 0
    assert b"".join(base64.b64decode(event["audio"]) for event in events[:-1]) == whole


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"voice": "nobody"}, "voice"),
        ({"input": ""}, "input"),
        ({"input": "x" * 4097}, "input"),
        ({"speed": 5}, "speed"),
        ({"model": "whisper-1"}, "model"),
        ({"response_format": "ogg"}, "response_format"),
        ({"stream_format": "sse"}, "stream_format"),
    ],
)
def test_speech_refusals_name_their_parameter(speech, options, param):
    with pytest.raises(openai.BadRequestError) as caught:
        speech(**options)
    assert caught.value.param == param


def test_transcription_formats(speech, hear):
    data = speech(response_format="wav", input="Hello there. You!")
    assert hear(data, response_format="text") == "Hello there. You!\n"
    assert hear(data, response_format="srt").startswith("1\n00:00:00,000 --> 00:00:0")
    assert hear(data, response_format="vtt").startswith("WEBVTT\n\n00:00:00.000 --> ")
    verbose = hear(
        data, response_format="verbose_json", timestamp_granularities=["word", "segment"], language="en"
    )
    assert verbose.language == "en"
    assert [word.word for word in verbose.words] == ["Hello", "there", "You"]
    assert [segment.text for segment in verbose.segments] == ["Hello there.", "You!"]
    assert verbose.words[-1].end == pytest.approx(verbose.duration, abs=0.02)
    assert verbose.usage.seconds >= verbose.duration


def test_newer_models(speech, hear):
    data = speech(response_format="wav")
    answer = hear(data, model="gpt-4o-transcribe", include=["logprobs"])
    assert "".join(each.token for each in answer.logprobs) == answer.text == TEXT
    assert answer.usage.type == "tokens"
    speakers = hear(data, model="gpt-4o-transcribe-diarize", response_format="diarized_json")
    assert {segment.speaker for segment in speakers.segments} == {"A"}
    languages = hear(data, model="gpt-transcribe", extra_body={"languages": ["de"]})
    assert languages.languages[0].code == "de"


def test_transcription_stream(speech, hear):
    events = list(hear(speech(response_format="wav"), model="gpt-4o-mini-transcribe", stream=True))
    assert "".join(event.delta for event in events[:-1]) == TEXT
    assert (events[-1].type, events[-1].text) == ("transcript.text.done", TEXT)


def sound(seconds, value):
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(8000)
        target.writeframes(bytes([value, 0]) * int(8000 * seconds))
    return buffer.getvalue()


def test_other_sounds(hear):
    assert hear(sound(2, 0)).text == ""
    heard = hear(sound(10, 7)).text
    assert len(heard.split()) == 26
    assert hear(sound(10, 7)).text == heard != hear(sound(10, 9)).text
    assert "Numbers" in hear(sound(60, 7), prompt="Numbers").text


@pytest.mark.parametrize(
    ("data", "options", "param"),
    [
        (b"no audio at all", {}, "file"),
        (sound(0.01, 1), {}, "file"),
        (None, {"response_format": "srt", "model": "gpt-4o-transcribe"}, "response_format"),
        (None, {"timestamp_granularities": ["word"]}, "timestamp_granularities"),
        (None, {"include": ["logprobs"]}, "include"),
        (None, {"include": ["logprobs"], "model": "gpt-transcribe"}, "include"),
        (None, {"response_format": "verbose_json", "model": "gpt-transcribe"}, "response_format"),
        (None, {"prompt": "Ada", "model": "gpt-4o-transcribe-diarize"}, "prompt"),
        (sound(31, 7), {"model": "gpt-4o-transcribe-diarize"}, "chunking_strategy"),
        (sound(1401, 7), {"model": "gpt-4o-transcribe"}, "file"),
        (
            None,
            {
                "model": "gpt-4o-transcribe-diarize",
                "known_speaker_names": list("abcde"),
                "known_speaker_references": ["data:audio/wav;base64,AAAA"] * 5,
            },
            "known_speaker_names",
        ),
        (None, {"language": "english!"}, "language"),
        (None, {"model": "tts-1"}, "model"),
    ],
)
def test_transcription_refusals_name_their_parameter(hear, data, options, param):
    with pytest.raises(openai.BadRequestError) as caught:
        hear(sound(1, 1) if data is None else data, **options)
    assert caught.value.param == param


def test_long_recordings(hear):
    diarize = {"model": "gpt-4o-transcribe-diarize", "response_format": "diarized_json"}
    activity = {"type": "server_vad", "threshold": 0.4, "silence_duration_ms": 300}
    assert hear(sound(31, 7), chunking_strategy=activity, **diarize).duration == pytest.approx(31)
    heard = hear(sound(31, 7), chunking_strategy="auto", **diarize)
    assert heard.duration == pytest.approx(31)
    assert len(hear(sound(1400, 7), model="gpt-4o-mini-transcribe-2025-12-15").text.split()) == 3640
    assert len(hear(sound(1500, 7), model="gpt-transcribe").text.split()) == 3900


@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")
def test_translations(client, speech):
    data = speech(response_format="mp3")
    options = {"file": ("a.mp3", data), "model": "whisper-1"}
    assert client.audio.translations.create(**options).text == TEXT
    verbose = client.audio.translations.create(response_format="verbose_json", **options)
    assert (verbose.language, verbose.text) == ("english", TEXT)
    assert client.audio.translations.create(response_format="text", **options) == TEXT + "\n"
    with pytest.raises(openai.BadRequestError):
        client.audio.translations.create(file=("a.mp3", data), model="gpt-4o-transcribe")


def test_voices_and_consents(client, speech):
    recording = ("a.wav", speech(response_format="wav"), "audio/wav")
    consents = client.audio.voice_consents
    ids = [consents.create(name=str(number), language="en-US", recording=recording).id for number in range(5)]
    assert [each.id for each in consents.list(limit=2)] == ids[::-1]
    assert consents.update(ids[0], name="new").name == "new"
    assert consents.retrieve(ids[0]).name == "new"
    voice = client.audio.voices.create(name="mine", consent=ids[0], audio_sample=recording)
    assert speech(voice={"id": voice.id})
    with pytest.raises(openai.NotFoundError):
        speech(voice={"id": "voice_none"})
    assert consents.delete(ids[0]).deleted
    with pytest.raises(openai.NotFoundError):
        consents.retrieve(ids[0])


def test_voices_are_made_from_a_prompt_and_deleted(client, speech):
    voices = client.audio.voices
    voice = voices.create(
        type="prompt", name="calm", prompt="A calm voice", model="auto", script_hint="Hi there"
    )
    assert (voice.object, voice.type, voice.prompt) == ("audio.voice", "prompt", "A calm voice")
    with pytest.raises(openai.BadRequestError, match="can only be used in Live"):
        speech(voice={"id": voice.id})
    assert voices.delete(voice.id).object == "audio.voice.deleted"
    with pytest.raises(openai.NotFoundError):
        voices.delete(voice.id)
    recording = ("a.wav", speech(response_format="wav"), "audio/wav")
    consent = client.audio.voice_consents.create(name="a", language="en-US", recording=recording).id
    sample = voices.create(type="audio_sample", name="mine", consent=consent, audio_sample=recording)
    assert (sample.type, sample.prompt) == ("audio_sample", None)
    assert speech(voice={"id": sample.id})
    voices.delete(sample.id)
    assert client.audio.voice_consents.retrieve(consent).id == consent
    with pytest.raises(openai.NotFoundError):
        speech(voice={"id": sample.id})


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"prompt": " "}, "prompt"),
        ({"prompt": "x", "script_hint": ""}, "script_hint"),
        ({"prompt": "x", "model": "2020-01-01"}, "model"),
        ({"prompt": "x", "extra_body": {"consent": "cons_1"}}, "consent"),
    ],
)
def test_wrong_prompts_of_voices_are_refused(client, options, param):
    with pytest.raises(openai.BadRequestError) as caught:
        client.audio.voices.create(type="prompt", name="calm", **options)
    assert caught.value.param == param
