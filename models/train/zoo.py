"""All models, the cheapest first."""

from train import (
    anomaly_cnn,
    arrhythmia_cnn_lstm,
    beat_cnn,
    beat_cnn_60,
    beat_cnn_lstm,
    beat_cnn_lstm_attention,
    beat_lstm,
    beat_mlp,
    beat_mlp_60,
    beat_resnet,
    beat_rnn,
)

MODULES = [beat_mlp, beat_mlp_60, beat_cnn, anomaly_cnn, beat_cnn_60, beat_rnn, beat_lstm, beat_resnet, beat_cnn_lstm, beat_cnn_lstm_attention, arrhythmia_cnn_lstm]
MODELS = {module.MODEL.script: module.MODEL for module in MODULES}
