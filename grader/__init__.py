"""The exam-practice grader: screens, sandboxes and judges solutions of TensorFlow practice tasks."""
